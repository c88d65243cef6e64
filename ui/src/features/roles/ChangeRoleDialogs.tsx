import { type FormEvent, useState } from "react";

import type { Change, ConnectionId, RoleName } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { Note } from "../../kit/Note";
import { count } from "../../kit/words";
import { HOUR_S, sessionWords } from "./roles";
import { cannotPlan, RoleWhere, targets } from "./RoleWhere";
import { SessionField } from "./SessionField";
import { useRolesIn } from "./useRolesIn";
import { useStanding } from "./useStanding";

interface RoleDialogProps {
  connection: ConnectionId;
  index: TreeIndex;
  accounts: readonly string[];
  role: RoleName | null;
  onClose: () => void;
  onReview: (changes: Change[]) => void;
}

/** Asks which role goes, and says from where. */
export function DeleteRoleDialog({ connection, index, accounts, role: given, onClose, onReview }: RoleDialogProps) {
  const standing = useStanding(connection);
  const [role, setRole] = useState(given);
  const found = useRolesIn(connection, accounts, role);
  const where = targets(found);
  const refusal = standing.readOnly ?? cannotPlan(found, role);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (refusal === null && role !== null) {
      onReview(where.map((account) => ({ change: "deleteRole", account, role })));
    }
  }

  return (
    <Dialog
      title={role === null ? "Delete a role" : `Delete ${role}`}
      label={`In ${count(accounts.length, "account")}`}
      onClose={onClose}
    >
      <form noValidate onSubmit={submit} className="dialog-body">
        <RoleWhere
          index={index}
          found={found}
          accounts={accounts}
          role={role}
          onRole={given === null ? setRole : null}
        />
        <Note
          tone="info"
          title="Whoever works with the role loses access at once"
          hint="Canopy can make it again as it was, with its trust and its policies. AWS gives it another unique id then: policies elsewhere that name the role must be saved again."
        />
        <footer className="foot">
          <span className="muted grow">
            {role !== null && where.length > 0 && `From ${count(where.length, "account")}, as one plan`}
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" refusal={refusal}>
            Review
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

/** Asks for another longest session of a role. */
export function SessionDialog({ connection, index, accounts, role: given, onClose, onReview }: RoleDialogProps) {
  const standing = useStanding(connection);
  const [role, setRole] = useState(given);
  const found = useRolesIn(connection, accounts, role);
  const now = found.there[0]?.role.maxSessionSeconds ?? HOUR_S;
  const [chosen, setChosen] = useState<number | null>(null);
  const seconds = chosen ?? now;
  const changed = found.there.filter((each) => each.role.maxSessionSeconds !== seconds).map(({ account }) => account);
  const where = [...changed, ...found.unread];
  const refusal =
    standing.readOnly ??
    cannotPlan(found, role) ??
    (where.length === 0 ? `It is ${sessionWords(seconds)} already` : null);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (refusal === null && role !== null) {
      onReview(where.map((account) => ({ change: "setRoleSession", account, role, seconds })));
    }
  }

  return (
    <Dialog
      title={`Maximum session of ${role ?? "a role"}`}
      label={`In ${count(accounts.length, "account")}`}
      onClose={onClose}
    >
      <form noValidate onSubmit={submit} className="dialog-body">
        <RoleWhere
          index={index}
          found={found}
          accounts={accounts}
          role={role}
          onRole={given === null ? setRole : null}
        />
        <SessionField seconds={seconds} onChange={setChosen} />
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
