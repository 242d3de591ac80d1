/** @file The daily list by people: papers that members submit and editors pick. */
export { readReference, type Reference } from "./reference.ts";
export type { Submission, SubmissionState } from "./submission.ts";
export {
  PEOPLE,
  submitPaper,
  SUBMISSIONS,
  unlistPaper,
  withdrawSubmission,
  type Submitted,
} from "./submit.ts";
export { settleSubmissions, type Settled, type SettleOptions } from "./settle.ts";
export { openSubmissions, submissionsOf } from "./read.ts";
export { pickPaper, PICKS, unpickPaper } from "./pick.ts";
