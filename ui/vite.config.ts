import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  clearScreen: false,
  server: { host: "127.0.0.1", port: 5173, strictPort: true },
  // The least WebKit among the systems' web views.
  build: { target: "safari16", outDir: "dist", emptyOutDir: true },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
    // The machine may be busy: how long something takes is measured elsewhere.
    testTimeout: 20_000,
    // Loading jsdom and React Aria anew for each file took longer than all tests; setup.ts cleans up between them.
    isolate: false,
  },
});
