import { type FormEvent, useState } from "react";

import type { AccountId, Change } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { Field } from "../../kit/Field";
import { email as emailProblem } from "./validate";

interface ChangeEmailDialogProps {
  index: TreeIndex;
  account: AccountId;
  onClose: () => void;
  onReview: (changes: Change[]) => void;
}

/** Asks for an account's new address: AWS sends a code there, which is entered in a second step. */
export function ChangeEmailDialog({ index, account, onClose, onReview }: ChangeEmailDialogProps) {
  const [address, setAddress] = useState("");
  const [tried, setTried] = useState(false);
  const node = index.byId.get(account);
  if (node?.kind !== "account") {
    return null;
  }
  const ownerOf = (wanted: string) =>
    [...index.byId.values()].find(
      (other) => other.kind === "account" && other.email.toLowerCase() === wanted.toLowerCase(),
    )?.name;
  const problem = emailProblem(address, ownerOf);

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (problem === null) {
      onReview([{ change: "startEmailChange", account, email: address }]);
    }
  }

  return (
    <Dialog title={`Change the email of ${node.name}`} onClose={onClose}>
      <form noValidate onSubmit={submit} className="dialog-body">
        <ol className="guide">
          <li>
            <b>Ask for a code.</b> AWS sends it to the new address.
          </li>
          <li>
            <b>Enter the code</b> within 24 hours. Only then the address changes; until then it stays{" "}
            <code>{node.email}</code>.
          </li>
        </ol>
        <Field
          label="New email of its root user"
          type="email"
          value={address}
          autoFocus
          error={tried || address.includes("@") ? problem : null}
          hint="Someone must be able to read mail there. No other AWS account may use it."
          onChange={setAddress}
        />
        <footer className="foot">
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
