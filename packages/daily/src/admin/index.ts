/** @file What editors see of the site's workings and can do about them. */
export { readIngestion, type IngestionState } from "./ingestion.ts";
export { readQueues, retryJob, sendJob, type FailedJob, type QueueState } from "./queues.ts";
