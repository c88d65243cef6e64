import { type FormEvent, useState } from "react";

import type { AccountId, Change, Contact, ContactKind } from "../../ipc/bindings";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { Field } from "../../kit/Field";
import { CONTACT_KINDS, contactProblems } from "./contact";

interface ContactDialogProps {
  account: AccountId;
  accountName: string;
  kind: ContactKind;
  before: Contact | null;
  onClose: () => void;
  onReview: (changes: Change[]) => void;
}

const FIELDS: readonly { id: keyof Contact; label: string; hint: string }[] = [
  { id: "name", label: "Name", hint: "A person or a team" },
  { id: "title", label: "Title", hint: "What they are" },
  { id: "email", label: "Email", hint: "Better a team’s address than one person’s" },
  { id: "phone", label: "Phone", hint: "With the country’s code" },
];

/** Asks whom AWS writes to about one kind of matter. */
export function ContactDialog({ account, accountName, kind, before, onClose, onReview }: ContactDialogProps) {
  const [contact, setContact] = useState<Contact>(before ?? { name: "", title: "", email: "", phone: "" });
  const [tried, setTried] = useState(false);
  const problems = contactProblems(contact);
  const words = CONTACT_KINDS[kind];

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (Object.values(problems).every((problem) => problem === null)) {
      onReview([{ change: "setContact", account, kind, contact }]);
    }
  }

  return (
    <Dialog title={`${words.name} contact of ${accountName}`} label={words.meaning} onClose={onClose}>
      <form noValidate onSubmit={submit} className="dialog-body">
        {FIELDS.map(({ id, label, hint }, nth) => (
          <Field
            key={id}
            label={label}
            value={contact[id]}
            autoFocus={nth === 0}
            error={tried ? problems[id] : null}
            hint={hint}
            onChange={(value) => setContact({ ...contact, [id]: value })}
          />
        ))}
        <footer className="foot">
          {before && (
            <Button variant="quiet" onClick={() => onReview([{ change: "setContact", account, kind, contact: null }])}>
              Remove the contact
            </Button>
          )}
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary">
            Review
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
