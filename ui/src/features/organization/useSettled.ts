import { useEffect, useState } from "react";

import type { NodeId } from "../../ipc/bindings";

/** A selection must rest this long before AWS is asked about it, in ms: arrow keys pass over many. */
const ASK_AFTER_MS = 250;

/** Whether `node` has been looked at for a moment. */
export function useSettled(node: NodeId): boolean {
  const [settled, setSettled] = useState<NodeId | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(node), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [node]);
  return settled === node;
}
