import adapter from "@sveltejs/adapter-node";
import { sveltekit } from "@sveltejs/kit/vite";
import { defineConfig } from "vite";

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
  worker: { format: "es" },
  // Nothing is inlined: the security policy allows no data in place of files. Drawing and formulas load on demand.
  build: { target: "es2024", assetsInlineLimit: 0, chunkSizeWarningLimit: 1000 },
  // Node imports the workspace's packages itself, so that papers and site share one copy of each.
  ssr: { external: ["@working-papers/lab", "@working-papers/arithmetic"] },
});
