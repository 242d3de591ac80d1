/** @file Mail: the outbox, sending it, and what comes back. */
export { addressKey, readAddress } from "./address.ts";
export { queueMail, queueMails, type OutgoingMail } from "./outbox.ts";
export { readDkim, readSender, readSmtp, type MailHost, type SmtpServer } from "./host.ts";
export { MAIL_JOB, startPostman, type Delivered, type Postman, type PostmanOptions } from "./postman.ts";
export { isTakenIn, receiveMail, type Incoming, type IntakeOptions } from "./intake.ts";
export { listenForMail, type MailListener } from "./listener.ts";
export { readReturned, type Returned } from "./returned.ts";
export { closeReport } from "./reports.ts";
export { REASONS, releaseSuppression, retryMail, type Suppression } from "./suppression.ts";
export { readMailSummary, type MailSummary } from "./summary.ts";
export { openMail, readMailbox, type BoxedMail, type OpenedMail } from "./mailbox.ts";
