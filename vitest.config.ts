import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{packages,papers,apps,bench}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/*.browser.test.ts", "apps/web/build/**"],
    testTimeout: 60_000,
    maxWorkers: 2,
  },
});
