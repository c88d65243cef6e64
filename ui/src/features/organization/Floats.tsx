import { ArrowRight, ChevronDown, ChevronUp, ClipboardPaste, X } from "lucide-react";
import { useState } from "react";

import type { Difference, DifferenceKind, NodeId } from "../../ipc/bindings";
import { Button, IconButton } from "../../kit/Button";
import { count } from "../../kit/words";

const KIND_WORDS: Record<DifferenceKind, string> = {
  added: "added",
  removed: "removed",
  moved: "moved",
  renamed: "renamed",
  state: "changed state",
};
const KINDS: readonly DifferenceKind[] = ["added", "removed", "moved", "renamed", "state"];
/** How many differences are listed. */
const LISTED = 50;

/** What the last load found changed since the tree was saved. */
export function DifferencesBar({
  differences,
  onShow,
  onClose,
}: {
  differences: readonly Difference[];
  onShow: (id: NodeId) => void;
  onClose: () => void;
}) {
  const [open, setOpen] = useState(false);
  const summary = KINDS.map((kind) => ({ kind, number: differences.filter((each) => each.kind === kind).length }))
    .filter(({ number }) => number > 0)
    .map(({ kind, number }) => `${number} ${KIND_WORDS[kind]}`)
    .join(", ");
  return (
    <section className="float" aria-label="What changed">
      <div className="float-head">
        <span className="grow">
          <b>Changed since you last looked:</b> {summary}
        </span>
        <IconButton
          icon={open ? ChevronDown : ChevronUp}
          label={open ? "Hide the list" : "Show the list"}
          onClick={() => setOpen(!open)}
        />
        <IconButton icon={X} label="Dismiss" onClick={onClose} />
      </div>
      {open && (
        <ul className="float-list">
          {differences.slice(0, LISTED).map((each) => (
            <li key={`${each.kind} ${each.node}`}>
              <button
                type="button"
                className="link"
                aria-disabled={each.kind === "removed" || undefined}
                onClick={() => each.kind !== "removed" && onShow(each.node)}
              >
                {each.name}
              </button>
              <span className="muted">
                {KIND_WORDS[each.kind]}
                {each.from && ` ${each.from}`}
                {each.from && each.to && <ArrowRight aria-label="to" size={12} />}
                {each.to && ` ${each.to}`}
              </span>
            </li>
          ))}
          {differences.length > LISTED && (
            <li className="muted">and {count(differences.length - LISTED, "more", "more")}</li>
          )}
        </ul>
      )}
    </section>
  );
}

/** What was cut, and how it goes on from here. */
export function CutBar({
  what,
  refusal,
  where,
  onPaste,
  onClose,
}: {
  what: string;
  where: string | null;
  refusal: string | null;
  onPaste: () => void;
  onClose: () => void;
}) {
  return (
    <section className="float" aria-label="Cut">
      <div className="float-head">
        <span className="grow" role="status">
          <b>{what} cut.</b> {refusal ?? `Press Ctrl V to move to ${where}`}
        </span>
        <Button icon={ClipboardPaste} refusal={refusal} onClick={onPaste}>
          Paste
        </Button>
        <IconButton icon={X} label="Put back" keys="Esc" onClick={onClose} />
      </div>
    </section>
  );
}
