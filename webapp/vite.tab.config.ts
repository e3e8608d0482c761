import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What comes from elsewhere: the studio's icon, and the licence of what is packed with the page. */
const COPIED = {
  "icon.svg": "public/icon.svg",
  "licences/react.txt": "node_modules/react/LICENSE",
};

const copied = (): Plugin => ({
  name: "copied",
  generateBundle() {
    for (const [fileName, path] of Object.entries(COPIED))
      this.emitFile({ type: "asset", fileName, source: readFileSync(here(path)) });
  },
});

/** VAHA in a tab: a page of its own, which `vaha export-page` puts together with the networks. */
export default defineConfig({
  plugins: [react(), copied()],
  base: "./",
  publicDir: "tab-public",
  resolve: {
    alias: { "@": here("src") },
    // Its WebAssembly stays a file of its own: the bundle would hold no smaller variant.
    conditions: ["onnxruntime-web-use-extern-wasm", "module", "browser", "production"],
  },
  worker: {
    format: "es",
    rolldownOptions: { output: { entryFileNames: "assets/[name]-[hash].js" } },
  },
  build: {
    outDir: "../src/vaha/tab/page",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: { tab: here("tab.html"), sw: here("src/tab/sw.ts") },
      output: {
        entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
      },
    },
  },
});
