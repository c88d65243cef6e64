import { type RefObject, useEffect, useEffectEvent } from "react";

import type { ConnectionId } from "../../ipc/bindings";
import { refreshNow } from "./LoadState";

/** Keys that work wherever the keyboard is on the page: Ctrl F searches, F5 loads again. */
export function useShortcuts(connection: ConnectionId, search: RefObject<HTMLInputElement | null>): void {
  const onShortcut = useEffectEvent((event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f") {
      event.preventDefault();
      search.current?.focus();
      search.current?.select();
    }
    if (event.key === "F5") {
      event.preventDefault();
      refreshNow(connection);
    }
  });
  useEffect(() => {
    window.addEventListener("keydown", onShortcut);
    return () => window.removeEventListener("keydown", onShortcut);
  }, []);
}
