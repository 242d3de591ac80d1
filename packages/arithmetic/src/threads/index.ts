/**
 * @file Matrix products on several threads: a front door of its own, so that a page that needs no workers carries none.
 */
export { kernelPool, type KernelPool, type KernelPoolOptions } from "./kernel-pool.ts";
