/** @file Subscriptions: asking for a digest, choosing, what stands in it, when it comes, and leaving. */
export {
  contentInWords,
  EVERY_DAY,
  MOST_SEARCHES,
  readChoices,
  scheduleInWords,
  STANDARD,
  WEEKDAYS,
  WORKING_DAYS,
  type Choices,
} from "./choices.ts";
export { localDate, nextDue, readZone, zones, type Schedule } from "./schedule.ts";
export {
  askForDigest,
  changeManaged,
  confirmDigest,
  endManaged,
  endOwn,
  readManaged,
  readOwn,
  readRequest,
  readUnsubscribe,
  setOwn,
  unsubscribe,
  type Asked,
  type Subscription,
} from "./subscribe.ts";
export {
  choiceInWords,
  choicesOf,
  composeDigests,
  previewDigest,
  type Composed,
  type ComposeOptions,
} from "./compose.ts";
export { writeDigest, type DigestMail, type DigestSite, type OwnLinks } from "./digest.ts";
export type { ChangedVerdict, DigestContent, Section } from "./content.ts";
export { takeInArrivals, takeInVerdicts, type Judged } from "./arrivals.ts";
export { forgetMail } from "./tidy.ts";
