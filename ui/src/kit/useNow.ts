import { useSyncExternalStore } from "react";

const PERIOD_MS = 15_000;
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  if (timer === undefined) {
    now = Date.now();
  }
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) {
      each();
    }
  }, PERIOD_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The time, to a quarter of a minute: ages on screen keep up with it. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
