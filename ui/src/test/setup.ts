import { vi } from "vitest";

// Dates are written in the reader's zone; tests read them in one.
process.env["TZ"] = "UTC";

if (typeof document === "undefined") {
  // Tests of pure parts name the node environment, which starts at once; Node 20 has no navigator.
  vi.stubGlobal("navigator", { platform: "Linux x86_64" });
} else {
  const { prepare } = await import("./window");
  prepare();
}
