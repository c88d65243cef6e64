import { useEffect, useEffectEvent } from "react";

import type { Page } from "./Rail";

/** What Ctrl (or Cmd) with a key shows. */
const PAGES: Record<string, Page> = {
  "1": "organization",
  "2": "activity",
  "3": "settings",
  "4": "invitations",
  "5": "access",
  "6": "billing",
  "7": "identity",
  ",": "settings",
};

interface Shortcuts {
  onPage: (page: Page) => void;
  /** Nothing before a connection is open. */
  onPalette: (() => void) | null;
}

/** The keys that work everywhere. */
export function useShortcuts({ onPage, onPalette }: Shortcuts): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) {
      return;
    }
    const page = PAGES[event.key];
    if (event.key.toLowerCase() === "k" && onPalette) {
      event.preventDefault();
      onPalette();
    } else if (page) {
      event.preventDefault();
      onPage(page);
    }
  });
  useEffect(() => {
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
