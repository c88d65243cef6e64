import { type FormEvent, useMemo, useState } from "react";

import type { Change, NodeId, RoleName } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { TAGS_MAX, tagsProblem } from "../../ipc/tagRules";
import { TagFields } from "../../kit/TagFields";
import { type Draft, written } from "../../kit/drafts";
import { places } from "../../ipc/places";
import { Button } from "../../kit/Button";
import { Check } from "../../kit/Check";
import { Dialog } from "../../kit/Dialog";
import { Field } from "../../kit/Field";
import { Picker } from "../../kit/Picker";
import { accountName, email as emailProblem, roleName as roleProblem } from "./validate";

interface CreateAccountDialogProps {
  index: TreeIndex;
  parent: NodeId;
  defaultRole: RoleName;
  onClose: () => void;
  onReview: (changes: Change[]) => void;
}

/** Asks for what a new account needs. */
export function CreateAccountDialog({ index, parent, defaultRole, onClose, onReview }: CreateAccountDialogProps) {
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const [place, setPlace] = useState(parent);
  const [role, setRole] = useState("");
  const [billing, setBilling] = useState(true);
  const [drafts, setDrafts] = useState<readonly Draft[]>([]);
  const [tried, setTried] = useState(false);

  const owners = useMemo(() => {
    const accounts = [...index.byId.values()].filter((node) => node.kind === "account");
    return new Map(accounts.map((node) => [node.email.toLowerCase(), node.name]));
  }, [index]);
  const choices = useMemo(() => places(index), [index]);
  const tags = written(drafts);
  const problems = {
    name: accountName(name),
    email: emailProblem(address, (taken) => owners.get(taken.toLowerCase())),
    role: roleProblem(role),
    tags: tagsProblem(tags),
  };

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (Object.values(problems).every((problem) => problem === null)) {
      onReview([
        {
          change: "createAccount",
          name,
          email: address,
          to: place,
          roleName: role || null,
          tags,
          hideBilling: !billing,
        },
      ]);
    }
  }

  return (
    <Dialog title="New account" onClose={onClose}>
      <form noValidate onSubmit={submit} className="dialog-body">
        <Field
          label="Name"
          value={name}
          autoFocus
          error={tried || name !== "" ? problems.name : null}
          hint="Up to 50 characters"
          onChange={setName}
        />
        <Field
          label="Email of its root user"
          type="email"
          value={address}
          placeholder="aws+name@example.com"
          error={tried || address.includes("@") ? problems.email : null}
          hint="Not used by any other AWS account. AWS sends root’s password resets there."
          onChange={setAddress}
        />
        <Picker label="In" choices={choices} chosen={place} onChoose={setPlace} />
        <Field
          label="Role that the management account may assume in it"
          mono
          value={role}
          placeholder={defaultRole}
          error={problems.role}
          onChange={setRole}
        />
        <Check
          label="Let its IAM users and roles see the bill"
          hint="Those with the permission. Only its root user can change this later."
          checked={billing}
          onChange={setBilling}
        />
        <TagFields
          max={TAGS_MAX}
          legend="Tags"
          drafts={drafts}
          error={problems.tags}
          onChange={(next) => setDrafts([...next])}
        />
        <footer className="foot">
          <span className="muted grow">An account cannot be deleted, only closed</span>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary">
            Review
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
