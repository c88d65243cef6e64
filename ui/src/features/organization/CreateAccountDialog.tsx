import { Plus, Trash2 } from "lucide-react";
import { type FormEvent, useMemo, useState } from "react";

import type { Change, NodeId, RoleName, Tag } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { Button, IconButton } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { Field } from "../../kit/Field";
import { Picker } from "../../kit/Picker";
import { places } from "./dialogs";
import { accountName, email as emailProblem, roleName as roleProblem, tags as tagsProblem, TAGS_MAX } from "./validate";

interface CreateAccountDialogProps {
  index: TreeIndex;
  parent: NodeId;
  defaultRole: RoleName;
  onClose: () => void;
  onReview: (changes: Change[]) => void;
}

type Draft = Tag & { nth: number };

/** Asks for what a new account needs. */
export function CreateAccountDialog({ index, parent, defaultRole, onClose, onReview }: CreateAccountDialogProps) {
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const [place, setPlace] = useState(parent);
  const [role, setRole] = useState("");
  const [drafts, setDrafts] = useState<readonly Draft[]>([]);
  const [tried, setTried] = useState(false);

  const owners = useMemo(() => {
    const accounts = [...index.byId.values()].filter((node) => node.kind === "account");
    return new Map(accounts.map((node) => [node.email.toLowerCase(), node.name]));
  }, [index]);
  const choices = useMemo(() => places(index), [index]);
  const tags: Tag[] = drafts
    .filter((tag) => tag.key !== "" || tag.value !== "")
    .map(({ key, value }) => ({ key, value }));
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
      onReview([{ change: "createAccount", name, email: address, to: place, roleName: role || null, tags }]);
    }
  }

  function edit(nth: number, part: Partial<Tag>): void {
    setDrafts(drafts.map((tag) => (tag.nth === nth ? { ...tag, ...part } : tag)));
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
        <fieldset className="tags-edit">
          <legend>Tags</legend>
          {drafts.map((tag) => (
            <div key={tag.nth} className="tag-edit">
              <input
                className="input"
                aria-label="Tag key"
                placeholder="Key"
                value={tag.key}
                onChange={(event) => edit(tag.nth, { key: event.target.value })}
              />
              <input
                className="input"
                aria-label="Tag value"
                placeholder="Value"
                value={tag.value}
                onChange={(event) => edit(tag.nth, { value: event.target.value })}
              />
              <IconButton
                icon={Trash2}
                label="Remove the tag"
                onClick={() => setDrafts(drafts.filter(({ nth }) => nth !== tag.nth))}
              />
            </div>
          ))}
          {problems.tags && <p className="field-error">{problems.tags}</p>}
          <Button
            variant="quiet"
            icon={Plus}
            refusal={drafts.length >= TAGS_MAX ? `AWS allows ${TAGS_MAX} tags` : null}
            onClick={() => setDrafts([...drafts, { key: "", value: "", nth: (drafts.at(-1)?.nth ?? 0) + 1 }])}
          >
            Add a tag
          </Button>
        </fieldset>
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
