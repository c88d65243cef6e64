import { Ban, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { CopyButton } from "./CopyButton";
import { Ticked } from "./Ticked";

type Tone = "info" | "warn" | "bad";

const ICONS = { info: Info, warn: TriangleAlert, bad: Ban };

interface NoteProps {
  tone: Tone;
  title: ReactNode;
  /** What to do next. */
  hint?: ReactNode;
  requestId?: string | null | undefined;
  actions?: ReactNode;
}

/** What happened, what helps, and the request id to give to support. */
export function Note({ tone, title, hint, requestId, actions }: NoteProps) {
  const Icon = ICONS[tone];
  return (
    <div className={`note ${tone}`} role={tone === "bad" ? "alert" : undefined}>
      <Icon aria-hidden size={16} />
      <div className="note-text">
        <p>{typeof title === "string" ? <Ticked text={title} /> : title}</p>
        {typeof hint === "string"
          ? hint !== "" && (
              <p className="muted">
                <Ticked text={hint} />
              </p>
            )
          : hint && <div className="muted">{hint}</div>}
        {requestId && (
          <p className="request">
            <span className="muted">Request id</span> <code>{requestId}</code>
            <CopyButton what="request id" text={requestId} />
          </p>
        )}
        {actions && <div className="note-actions">{actions}</div>}
      </div>
    </div>
  );
}
