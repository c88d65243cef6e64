import { type FormEvent, useMemo, useState } from "react";

import type { Change, NodeId } from "../../ipc/bindings";
import { places } from "../../ipc/places";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { Field } from "../../kit/Field";
import { Picker } from "../../kit/Picker";
import { inWords, movesOf, refusalOf, siblingsOf } from "./rules";
import { accountName, ouName } from "./validate";

interface DialogProps {
  index: TreeIndex;
  onClose: () => void;
  /** What was decided, for review. */
  onReview: (changes: Change[]) => void;
}

/** Asks for the name of a new OU. */
export function CreateOuDialog({ index, parent, onClose, onReview }: DialogProps & { parent: NodeId }) {
  const [place, setPlace] = useState(parent);
  const choices = useMemo(() => places(index), [index]);
  return (
    <NameDialog
      title="New organizational unit"
      verb="Review"
      initial=""
      check={(name) => ouName(name, siblingsOf(index, place))}
      onClose={onClose}
      onName={(name) => onReview([{ change: "createOu", parent: place, name }])}
    >
      <Picker label="In" choices={choices} chosen={place} onChoose={setPlace} />
    </NameDialog>
  );
}

/** Asks for an OU's new name. */
export function RenameOuDialog({ index, ou, onClose, onReview }: DialogProps & { ou: NodeId }) {
  const node = index.byId.get(ou);
  if (!node?.parentId) {
    return null;
  }
  const siblings = siblingsOf(index, node.parentId, ou);
  return (
    <NameDialog
      title={`Rename ${node.name}`}
      verb="Review"
      initial={node.name}
      check={(name) => (name === node.name ? "It is named so already" : ouName(name, siblings))}
      onClose={onClose}
      onName={(name) => onReview([{ change: "renameOu", ou, name }])}
    />
  );
}

/** Asks for an account's new name. */
export function RenameAccountDialog({ index, account, onClose, onReview }: DialogProps & { account: NodeId }) {
  const node = index.byId.get(account);
  if (node?.kind !== "account") {
    return null;
  }
  return (
    <NameDialog
      title={`Rename ${node.name}`}
      verb="Review"
      initial={node.name}
      hint="1 to 50 printable ASCII characters"
      check={(name) => (name === node.name ? "It is named so already" : accountName(name))}
      onClose={onClose}
      onName={(name) => onReview([{ change: "renameAccount", account, name }])}
    />
  );
}

interface NameDialogProps {
  title: string;
  hint?: string;
  verb: string;
  initial: string;
  check: (name: string) => string | null;
  onClose: () => void;
  onName: (name: string) => void;
  children?: React.ReactNode;
}

function NameDialog({
  title,
  verb,
  initial,
  hint = "1 to 128 characters, unique beside its siblings",
  check,
  onClose,
  onName,
  children,
}: NameDialogProps) {
  const [name, setName] = useState(initial);
  const [touched, setTouched] = useState(false);
  const error = check(name);

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTouched(true);
    if (error === null) {
      onName(name);
    }
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit} className="dialog-body">
        <Field
          label="Name"
          value={name}
          autoFocus
          error={touched || (name !== "" && name !== initial) ? error : null}
          hint={hint}
          onChange={setName}
        />
        {children}
        <footer className="foot">
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary">
            {verb}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

/** Asks where accounts and OUs are to go: the drag of those who type. */
export function MoveDialog({ index, ids, onClose, onReview }: DialogProps & { ids: readonly NodeId[] }) {
  const [place, setPlace] = useState<NodeId | null>(null);
  const refusal = place === null ? "Choose an OU or the root first" : refusalOf(index, ids, place);
  return (
    <Dialog title={`Move ${inWords(index, ids)}`} onClose={onClose}>
      <form
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          if (place !== null && refusal === null) {
            onReview(movesOf(index, ids, place));
          }
        }}
      >
        <Picker
          label="To"
          placeholder="Type an OU’s name or path"
          choices={places(index, (id) => refusalOf(index, ids, id))}
          chosen={place}
          onChoose={setPlace}
          autoFocus
        />
        <footer className="foot">
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" refusal={refusal}>
            Review
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
