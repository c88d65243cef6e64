// The first paint: what was last on screen, drawn before the program itself is read. Rust put it here
// (src-tauri/lib.rs); React draws over it as soon as it can.
import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import "./kit/tokens.css";
import "./kit/kit.css";
import "./kit/overlays.css";
import "./kit/tree/tree.css";
import "./kit/charts/figures.css";
import "./app/app.css";
import "./features/features.css";
import "./features/invitations.css";
import "./features/connections.css";
import "./features/roles.css";
import "./features/access.css";

import type { Opening, Theme } from "./ipc/bindings";

declare global {
  interface Window {
    __CANOPY_OPENING__?: (Opening & { theme: Theme }) | null;
  }
}

/** How long the web view is left alone, so that what it has drawn comes to the screen: the program takes all it can get. */
const PAINTED_MS = 50;

/** Puts what was last on screen into `root`, marked with its age. */
function drawOpening(root: HTMLElement, opening: Opening & { theme: Theme }): void {
  const system = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset["theme"] = opening.theme === "system" ? system : opening.theme;
  root.innerHTML = `<div class="opening">${opening.html}</div>`;
  const age = root.querySelector(".load-words");
  if (age) {
    const at = new Date(opening.at).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
    age.textContent = `As of ${at}`;
  }
}

async function start(root: HTMLElement): Promise<void> {
  const opening = window.__CANOPY_OPENING__;
  if (opening) {
    drawOpening(root, opening);
    // It is on screen before the program takes the thread. A hidden window paints nothing.
    if (document.visibilityState === "visible") {
      await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted, PAINTED_MS)));
    }
  }
  const { draw } = await import("./main");
  await draw(root);
}

const root = document.getElementById("root");
if (root) {
  void start(root);
}
