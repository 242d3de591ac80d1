/** What is there in a page alone: its providers. */
export { selectProvider, type Selection } from "./providers/select.ts";
export { fastestProvider, wasm, webgpu, type WasmOptions } from "./providers/web.ts";
