import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import type { ConnectionId, NodeId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";

/** A selection must rest this long before AWS is asked about it, in ms: arrow keys pass over many. */
const ASK_AFTER_MS = 250;

/** The tags of a node, read once it has been looked at for a moment. */
export function TagsCard({ connection, node }: { connection: ConnectionId; node: NodeId }) {
  const settled = useSettled(node);
  const tags = useQuery({ ...q.tags(connection, node), enabled: settled });
  return (
    <section className="card">
      <h3>Tags</h3>
      {tags.isError ? (
        <FailureNote
          failure={toFailure(tags.error)}
          actions={<Button onClick={() => void tags.refetch()}>Try again</Button>}
        />
      ) : tags.data === undefined ? (
        <p className="faint">Reading…</p>
      ) : tags.data.length === 0 ? (
        <p className="faint">None</p>
      ) : (
        <ul className="tags">
          {tags.data.map((tag) => (
            <li key={tag.key} className="chip plain" title={`${tag.key} = ${tag.value}`}>
              {tag.key} = {tag.value}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function useSettled(node: NodeId): boolean {
  const [settled, setSettled] = useState<NodeId | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(node), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [node]);
  return settled === node;
}
