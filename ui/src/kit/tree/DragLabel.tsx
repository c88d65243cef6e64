import { Ban } from "lucide-react";
import { type Ref } from "react";

/** What is dragged and where it would go, beside the pointer. Moved by its ref: a render for each move costs frames. */
export interface DragLabelProps {
  place: Ref<HTMLDivElement>;
  what: string | null;
  where: string | null;
  refusal: string | null;
}

export function DragLabel({ place, what, where, refusal }: DragLabelProps) {
  return (
    <div ref={place} className={`drag-label${what === null ? " gone" : ""}${refusal ? " refused" : ""}`} role="status">
      {what !== null && (
        <>
          {refusal && <Ban aria-hidden size={14} />}
          <span>{what}</span>
          {refusal ? <em>{refusal}</em> : where && <em>to {where}</em>}
        </>
      )}
    </div>
  );
}
