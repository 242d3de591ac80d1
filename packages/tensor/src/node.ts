/** What is there in Node alone: native providers, and models on the disk. */
export { filesBeside, openOnnx } from "./io/files.ts";
export { cpu, cuda, fastestProvider, webgpu, type CpuOptions, type CudaOptions } from "./providers/node.ts";
export { selectProvider, type Selection } from "./providers/select.ts";
