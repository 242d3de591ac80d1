/** @file What people say about papers and their claims. */
export {
  checkAttached,
  MOST_RUNS,
  readReportedRun,
  ReportedRun,
  type Attached,
  type AttachedKind,
  type AttachRequest,
} from "./attached.ts";
export { LONGEST, type Comment, type Site, type Writer } from "./comment.ts";
export {
  hideComment,
  keepComment,
  openReports,
  reportComment,
  unhideComment,
  type Report,
} from "./moderate.ts";
export { readNoticeChoice, setNoticeChoice, type NoticeChoice } from "./notices.ts";
export {
  countComments,
  hiddenComments,
  readAnswers,
  readComment,
  readDiscussion,
  readVersions,
  recentComments,
  type Discussion,
  type NewComment,
  type Reader,
} from "./read.ts";
export { placed, threadsOf, type Placed, type Thread } from "./threads.ts";
export {
  editComment,
  removeComment,
  replyToVerdict,
  writeComment,
  type Draft,
  type Written,
} from "./write.ts";
