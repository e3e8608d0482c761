import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const API = process.env.VAHA_API ?? "http://127.0.0.1:8642";

export default defineConfig({
  plugins: [react()],
  // Relative, so that the server can say where the page stands: it writes its own path for "./".
  base: "./",
  resolve: { alias: { "@": fileURLToPath(new URL("src", import.meta.url)) } },
  build: {
    outDir: "../src/vaha/web/static",
    emptyOutDir: true,
    // The server's policy allows nothing inline, so nothing may become a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The studio, and the exhibition: each loads what it needs alone.
    rolldownOptions: { input: ["index.html", "exhibition.html"] },
  },
  server: {
    host: "127.0.0.1",
    proxy: {
      "/api": {
        target: API,
        changeOrigin: true,
        // The server answers its own origin only; while developing, this proxy speaks for it.
        headers: { origin: API },
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
    restoreMocks: true,
  },
});
