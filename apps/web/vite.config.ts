import adapter from "@sveltejs/adapter-node";
import { sveltekit } from "@sveltejs/kit/vite";
import { readFile } from "node:fs/promises";
import { defineConfig, transformWithOxc, type Plugin } from "vite";

/** An experiment that cannot be read fails when it is run in the page; the site and the other papers are built all the same. */
function tolerateBrokenExperiments(): Plugin {
  return {
    name: "tolerate-broken-experiments",
    enforce: "pre",
    async load(id) {
      if (!/\/papers\/[^/]+\/experiments\/[^/]+\.ts$/.test(id)) return undefined;
      try {
        await transformWithOxc(await readFile(id, "utf8"), id);
        return undefined;
      } catch (error) {
        const reason = (error as Error).message.split("\n")[0];
        this.warn(`${id}: ${reason}`);
        return `export default undefined; throw new Error(${JSON.stringify(`The experiment cannot be read: ${reason}`)});`;
      }
    },
  };
}

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter({ out: process.env.SITE_BUILD ?? "build/latest", precompress: false }),
      // Styles need 'unsafe-inline' for attributes only (formulas are laid out by them); scripts carry a nonce each.
      csp: {
        mode: "nonce",
        directives: {
          "default-src": ["none"],
          "script-src": ["self", "wasm-unsafe-eval"],
          "style-src": ["self", "unsafe-inline"],
          "img-src": ["self"],
          "font-src": ["self"],
          "connect-src": ["self"],
          "worker-src": ["self"],
          "frame-src": ["self"],
          "manifest-src": ["self"],
          "base-uri": ["none"],
          "form-action": ["self"],
          "frame-ancestors": ["none"],
          "object-src": ["none"],
        },
      },
    }),
  ],
  // The papers and what they import stand outside of this folder.
  server: { fs: { allow: ["../.."] } },
  worker: { format: "es", plugins: () => [tolerateBrokenExperiments()] },
  // Nothing is inlined: the security policy allows no data in place of files. Drawing and formulas load on demand.
  build: { target: "es2024", assetsInlineLimit: 0, chunkSizeWarningLimit: 1000 },
  // Node imports the workspace's packages itself, so that papers and site share one copy of each. As their front doors are TypeScript,
  // `ssr.external` would leave them out of account.
  environments: {
    ssr: { build: { rolldownOptions: { external: [/^@working-papers\/(?:arithmetic|daily|lab)(?:\/|$)/] } } },
  },
});
