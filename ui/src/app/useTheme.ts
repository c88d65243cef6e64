import { useEffect } from "react";

import type { Theme } from "../ipc/bindings";

const DARK = "(prefers-color-scheme: dark)";

/** Puts the theme on the document; `system` follows the system as it changes. */
export function applyTheme(theme: Theme): () => void {
  const media = window.matchMedia(DARK);
  const apply = () => {
    document.documentElement.dataset["theme"] = theme === "system" ? (media.matches ? "dark" : "light") : theme;
  };
  apply();
  media.addEventListener("change", apply);
  return () => media.removeEventListener("change", apply);
}

/** The same, for as long as a component stands. */
export function useTheme(theme: Theme): void {
  useEffect(() => applyTheme(theme), [theme]);
}
