import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const SERVER = "http://127.0.0.1:8000"; // yozora studio

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    outDir: "../src/yozora/service/pages/built",
    emptyOutDir: true,
    sourcemap: false,
    assetsInlineLimit: 0, // the content security policy lets pages load files, not data
    modulePreload: { polyfill: false },
  },
  html: { cspNonce: "NONCE" }, // the server writes a new one into each page
  server: { proxy: { "/api": SERVER, "/v1": SERVER } },
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
});
