/** @file Members: who they are, what they may do, how often, and the log of what was done. */
export { readMember, type Member, type Role } from "./member.ts";
export { Forbidden, Refused, SignInNeeded, TooMany } from "./refused.ts";
export { demand, may, PERMISSIONS, type Action, type Relation, type Who } from "./permissions.ts";
export { readAudit, writeAudit, type AuditEntry, type AuditLine } from "./audit.ts";
export { forgetRates, hashedName, inWords, takeFor, type Rate } from "./rate.ts";
export type { Holding, Texts } from "./holding.ts";
