import { ChevronRight } from "lucide-react";
import { useState } from "react";

import type { DocumentPurpose, IdentityDocument } from "../../ipc/bindings";
import { Document } from "../../kit/Document";
import { Ticked } from "../../kit/Ticked";

const PURPOSES: Record<DocumentPurpose, string> = {
  trust: "Trust policy of",
  permissions: "Permissions of",
  group: "Group",
  selfService: "Own password and MFA:",
};

/** All policies that the document comes to, each with what it does and how much of IAM's limit it takes. */
export function ReviewDocuments({ documents }: { documents: readonly IdentityDocument[] }) {
  if (documents.length === 0) {
    return null;
  }
  return (
    <section aria-label="Policies" className="identity-part">
      <h3 className="label">Policies</h3>
      {documents.map((document) => (
        <DocumentCard key={`${document.purpose} ${document.of} ${document.place}`} document={document} />
      ))}
    </section>
  );
}

function DocumentCard({
  document: { purpose, of, place, text, size, most, explanation },
}: {
  document: IdentityDocument;
}) {
  const [open, setOpen] = useState(false);
  const title = `${PURPOSES[purpose]} ${of}`;
  return (
    <section className="card" aria-label={title}>
      <button type="button" className="card-open" aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronRight aria-hidden size={14} className={open ? "twisty open" : "twisty"} />
        <b className="grow clip">{title}</b>
        <span className="muted clip">{place}</span>
      </button>
      <p className="muted">
        <Ticked text={explanation} />{" "}
        <span className="num">
          {size.toLocaleString("en")} of {most.toLocaleString("en")} characters.
        </span>
      </p>
      {open && <Document label={title} text={text} />}
    </section>
  );
}
