/** @file What a host needs: settings, the log, metrics, and the work that goes on by itself. */
export { loadEmbedder } from "./embedder.ts";
export { readSettings, VARIABLES, type Settings } from "./settings.ts";
export { createLog, type Fields, type Level, type Log, type LogOptions } from "./log.ts";
export { addProcessMetrics, createMetrics, METRICS_TYPE, type Metrics, type Sample } from "./metrics.ts";
export { addSiteMetrics, isReady } from "./state.ts";
export { mailHost, originOf, SITE_NAME } from "./mail.ts";
export { startWork, type Work, type WorkOptions } from "./work.ts";
