import { defineConfig } from "vitest/config";

export default defineConfig({
  // One configuration for all sources: that of the site refers to a file which only exists once the site was built.
  tsconfig: "tsconfig.json",
  test: {
    include: ["{packages,papers,apps,bench,.ci}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/*.browser.test.ts", "apps/web/build/**"],
    testTimeout: 60_000,
    maxWorkers: 2,
  },
});
