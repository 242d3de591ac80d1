/** @file Mail: the outbox, sending it, and what comes back. */
export { addressKey, readAddress } from "./address.ts";
export { queueMail, queueMails, type OutgoingMail } from "./outbox.ts";
