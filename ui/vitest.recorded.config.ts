import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import units from "./vitest.config";

// Renders what the real core answered while a tenant failed (tests/record.rs writes it to .recorded).
export default defineConfig({
  plugins: [react()],
  test: { ...units.test, include: ["test/recorded/*.test.tsx"], silent: true },
});
