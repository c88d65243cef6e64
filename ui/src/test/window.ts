import "@testing-library/jest-dom/vitest";
import { clearMocks } from "@tauri-apps/api/mocks";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

import { clearToasts } from "../kit/Toasts";

/** The size of every element: jsdom lays nothing out, and a list without height draws no rows. */
const SIZE = { width: 1200, height: 800 };

/** Makes jsdom enough of a window for components, and leaves nothing of one test to the next. */
export function prepare(): void {
  for (const [name, size] of [
    ["offsetWidth", SIZE.width],
    ["offsetHeight", SIZE.height],
    ["clientWidth", SIZE.width],
    ["clientHeight", SIZE.height],
  ] as const) {
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => size });
  }
  // Of the style sheets, only what a library asks for: it warns of a list that does not scroll.
  document.head.append(
    Object.assign(document.createElement("style"), { textContent: ".tree { overflow-x: auto; overflow-y: auto }" }),
  );
  HTMLElement.prototype.getBoundingClientRect = () => new DOMRect(0, 0, SIZE.width, SIZE.height);
  HTMLElement.prototype.scrollIntoView = () => undefined;
  HTMLElement.prototype.scrollTo = () => undefined;

  // Pictures measure texts with a canvas where there is one.
  HTMLCanvasElement.prototype.getContext = () => null;

  globalThis.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };

  // Queries that wait fail many times before they find: a picture of the whole document each time takes seconds.
  configure({
    getElementError: (message) => new Error(message ?? "not found"),
    // The machine may be busy.
    asyncUtilTimeout: 5000,
  });

  // A light system, until a test says otherwise.
  window.matchMedia = (media) =>
    Object.assign(new EventTarget(), {
      matches: false,
      media,
      onchange: null,
      addListener: () => undefined,
      removeListener: () => undefined,
    });

  afterEach(() => {
    cleanup();
    clearToasts();
    vi.useRealTimers();
    clearMocks();
    delete document.documentElement.dataset["theme"];
  });
}
