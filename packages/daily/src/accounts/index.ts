/** @file Members: who they are, how they sign in, what they may do, how often, and the log of what was done. */
export { readMember, type Member, type Role } from "./member.ts";
export { Forbidden, Refused, SignInNeeded, TooMany } from "./refused.ts";
export { demand, may, PERMISSIONS, type Action, type Relation, type Who } from "./permissions.ts";
export { readAudit, writeAudit, type AuditEntry, type AuditLine } from "./audit.ts";
export { forgetRates, hashedName, inWords, takeFor, type Rate } from "./rate.ts";
export type { Holding, Texts } from "./holding.ts";
export { findMembers } from "./members.ts";
export { siteSecret } from "./secret.ts";
export { openAccounts, type Accounts, type Asking, type Session, type Visit } from "./accounts.ts";
export { providersOf, type Provider, type ProviderId } from "./providers.ts";
export { askForLink, LINK_MINUTES, readLink, takeLink, type LinkRequest } from "./sign-in.ts";
export { endOtherSessions, endSession, isFresh, readSessions, type KnownSession } from "./sessions.ts";
export {
  addPasskey,
  beginPasskey,
  beginPasskeySignIn,
  readPasskeys,
  removePasskey,
  renamePasskey,
  takePasskey,
  type Passkey,
  type RelyingParty,
} from "./passkeys.ts";
export {
  becomeFirstEditor,
  demoteMember,
  firstEditorLink,
  hasEditor,
  isFirstEditorLink,
  promoteMember,
  suspendMember,
} from "./editors.ts";
export {
  askForAddress,
  disconnectProvider,
  exportMember,
  leaveSite,
  readAddressLink,
  readConnections,
  renameMember,
  takeAddress,
  type Connection,
} from "./own-account.ts";
