import { SquareTerminal } from "lucide-react";
import { type ReactNode, useState } from "react";

import type { ConnectionId, NodeId } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Segments } from "../../kit/Segments";
import type { AccessWish } from "./accessWish";
import { Launcher } from "./Launcher";

type Part = "consoles" | "readiness";

const PARTS: readonly { id: Part; name: string }[] = [
  { id: "consoles", name: "Consoles" },
  { id: "readiness", name: "Readiness" },
];

export interface AccessPageProps {
  connection: ConnectionId;
  index: TreeIndex | null;
  /** Which accounts can be entered, drawn by the feature that finds out. */
  readiness: ReactNode;
  onReveal: (account: NodeId) => void;
  onWish: (wish: AccessWish) => void;
}

/** The way into every account, and whether it is open. */
export function AccessPage({ connection, index, readiness, onReveal, onWish }: AccessPageProps) {
  const [part, setPart] = useState<Part>("consoles");
  return (
    <>
      <div className="bar">
        <h1 className="h1">Access</h1>
        <Segments label="Part of access" segments={PARTS} chosen={part} onChoose={setPart} />
        <span className="grow" />
        <Button
          icon={SquareTerminal}
          refusal={index ? null : "The organization is not loaded yet"}
          onClick={() => onWish({ do: "export", accounts: [] })}
        >
          Terminal profiles…
        </Button>
      </div>
      {part === "readiness" ? (
        readiness
      ) : index ? (
        <Launcher connection={connection} index={index} onReveal={onReveal} onWish={onWish} />
      ) : (
        <div className="page-message">
          <p className="muted" role="status">
            The organization is not loaded yet
          </p>
        </div>
      )}
    </>
  );
}
