import { useQuery } from "@tanstack/react-query";
import { Pencil } from "lucide-react";

import type { ConnectionId, NodeId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button, IconButton } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import { useSettled } from "./useSettled";

interface TagsCardProps {
  connection: ConnectionId;
  node: NodeId;
  onEdit: () => void;
}

/** The tags of a node, read once it has been looked at for a moment. */
export function TagsCard({ connection, node, onEdit }: TagsCardProps) {
  const settled = useSettled(node);
  const tags = useQuery({ ...q.tags(connection, node), enabled: settled });
  return (
    <section className="card">
      <header className="card-head">
        <h3 className="grow">Tags</h3>
        <IconButton changes icon={Pencil} label="Edit tags" onClick={onEdit} />
      </header>
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
