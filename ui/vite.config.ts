import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Relative to the page, so that the same files work under tauri:// and a plain file server.
export default defineConfig({
  plugins: [react()],
  base: "./",
  clearScreen: false,
  build: {
    target: "es2022",
    // The CSP allows images and fonts from the application only: nothing becomes a data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One file: a screen that is read later needs no styles of its own, and rules keep their order.
    cssCodeSplit: false,
    // One character beyond Latin 1 makes the whole script's text twice as wide in the web view's memory, and slower to read.
    rolldownOptions: { output: { charset: "ascii" } },
  },
  server: { port: 1420, strictPort: true },
});
