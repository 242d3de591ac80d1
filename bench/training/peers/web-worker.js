/** A browser's `Worker` made of Node's, as far as jax-js uses it: a script at a blob URL, messages both ways. With it jax-js uses threads. */
import { resolveObjectURL } from "node:buffer";
import { Worker as Thread } from "node:worker_threads";

const prelude = `
  const { parentPort } = require("node:worker_threads");
  globalThis.self = globalThis;
  globalThis.postMessage = (message) => parentPort.postMessage(message);
  parentPort.on("message", (data) => self.onmessage({ data }));
`;

export class Worker {
  onmessage = () => {};
  onerror = () => {};
  #thread;

  constructor(url) {
    this.#thread = resolveObjectURL(url)
      .text()
      .then((script) => {
        const thread = new Thread(prelude + script, { eval: true });
        thread.on("message", (data) => this.onmessage({ data }));
        thread.on("error", (error) => this.onerror(error));
        return thread;
      });
  }

  async postMessage(message) {
    (await this.#thread).postMessage(message);
  }
}
