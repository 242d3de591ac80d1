/** @file An experiment in a process of its own, within a budget. */
export { ChildRunError, runInChild, type ChildBudget } from "./client.ts";
export type { ChildRequest } from "./protocol.ts";
