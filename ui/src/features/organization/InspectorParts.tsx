import type { ReactNode } from "react";

import type { NodeId } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { Fact } from "../../kit/Facts";

/** What is looked at, and its name. */
export function Head({ label, title, children }: { label: string; title: string; children?: ReactNode }) {
  return (
    <header className="side-head">
      <p className="label">{label}</p>
      <h2 className="h1">{title}</h2>
      {children}
    </header>
  );
}

/** Where a node stands. */
export function Path({ index, id }: { index: TreeIndex; id: NodeId }) {
  const path = index.path(id);
  return (
    <Fact name="Path" copy={path} title={path}>
      {path === "/"
        ? "/"
        : index
            .lineage(id)
            .slice(1)
            .map((node) => node.name)
            .join(" / ")}
    </Fact>
  );
}
