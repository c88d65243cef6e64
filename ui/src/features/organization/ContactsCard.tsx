import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Pencil, Plus } from "lucide-react";
import { useState } from "react";

import type { Contact, ConnectionId, ContactKind } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { AccountNode } from "../../ipc/tree";
import { Button, IconButton } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import { CONTACT_KINDS } from "./contact";

interface ContactsCardProps {
  connection: ConnectionId;
  account: AccountNode;
  onEdit: (kind: ContactKind, before: Contact | null) => void;
}

/** Whom AWS writes to beside the root user. Read when it is opened: it is one call for each kind. */
export function ContactsCard({ connection, account, onEdit }: ContactsCardProps) {
  const [open, setOpen] = useState(false);
  const details = useQuery({ ...q.accountDetails(connection, account.id), enabled: open });
  return (
    <section className="card">
      <button type="button" className="card-open" aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronRight aria-hidden size={14} className={open ? "twisty open" : "twisty"} />
        <h3>Alternate contacts</h3>
      </button>
      {open &&
        (details.isError ? (
          <FailureNote
            failure={toFailure(details.error)}
            actions={<Button onClick={() => void details.refetch()}>Try again</Button>}
          />
        ) : details.data === undefined ? (
          <p className="faint">Reading…</p>
        ) : (
          <ul className="contacts">
            {details.data.contacts.map(({ kind, contact }) => (
              <li key={kind}>
                <div className="grow">
                  <p className="label">
                    {CONTACT_KINDS[kind].name} · {CONTACT_KINDS[kind].meaning}
                  </p>
                  {contact ? (
                    <>
                      <p>
                        {contact.name}, {contact.title}
                      </p>
                      <p className="muted">{contact.email}</p>
                      <p className="muted">{contact.phone}</p>
                    </>
                  ) : (
                    <p className="faint">Nobody: AWS writes to the root user only</p>
                  )}
                </div>
                <IconButton
                  changes
                  icon={contact ? Pencil : Plus}
                  label={`${contact ? "Edit" : "Add"} the ${CONTACT_KINDS[kind].name.toLowerCase()} contact`}
                  onClick={() => onEdit(kind, contact)}
                />
              </li>
            ))}
          </ul>
        ))}
    </section>
  );
}
