import type { ReactNode } from "react";

import { CopyButton } from "./CopyButton";

interface FactProps {
  name: string;
  children: ReactNode;
  /** The text that its button copies. */
  copy?: string | undefined;
  title?: string;
}

/** One line of a list of facts. */
export function Fact({ name, children, copy, title }: FactProps) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd title={title}>
        <span className="fact-value">{children}</span>
        {copy !== undefined && <CopyButton what={name.toLowerCase()} text={copy} />}
      </dd>
    </div>
  );
}
