import { defineConfig } from "vitest/config";

// Drives the mock build in Debian's Chromium (facts/environment.md 4); node runs the tests, the browser runs the page.
export default defineConfig({
  test: {
    environment: "node",
    include: ["test/browser/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
