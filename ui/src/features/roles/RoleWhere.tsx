import type { RoleName } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { Note } from "../../kit/Note";
import { Picker } from "../../kit/Picker";
import { count, sentence } from "../../kit/words";
import { namesOf } from "./roles";
import type { RoleIn } from "./useRolesIn";

interface RoleWhereProps {
  index: TreeIndex;
  found: RoleIn;
  accounts: readonly string[];
  role: RoleName | null;
  /** Where the role is not given: chooses one of those that were read. */
  onRole: ((role: RoleName) => void) | null;
}

/** Which role, and in which of the accounts it is. */
export function RoleWhere({ index, found, accounts, role, onRole }: RoleWhereProps) {
  const nameOf = (id: string) => index.byId.get(id)?.name ?? id;
  const several = accounts.length > 1;
  return (
    <>
      {onRole && (
        <Picker
          label="Role"
          placeholder={found.reading.length > 0 ? "Reading the roles…" : "Choose a role"}
          choices={found.names.map(({ name, accounts: number }) => ({
            id: name,
            name,
            detail: several ? `in ${number} of ${count(accounts.length, "account")}` : undefined,
          }))}
          chosen={role}
          autoFocus
          onChoose={onRole}
        />
      )}
      {role !== null && several && (
        <p className="muted" role="status">
          {found.reading.length > 0
            ? `Reading ${count(found.reading.length, "account")}…`
            : `It is in ${count(found.there.length, "account")}: ${namesOf(found.there.map(({ account }) => nameOf(account)))}.`}
          {found.reading.length === 0 &&
            found.absent.length > 0 &&
            ` Not in ${namesOf(found.absent.map(nameOf))}: left out.`}
          {found.unread.length > 0 &&
            ` ${count(found.unread.length, "more account", "more accounts")} will be read for the plan.`}
        </p>
      )}
      {role !== null && !several && found.reading.length > 0 && <p className="muted">Reading the role…</p>}
      {role !== null && !several && found.absent.length > 0 && (
        <Note
          tone="warn"
          title={`${role} is not in ${namesOf(found.absent.map(nameOf))}`}
          hint="It may be gone by now."
        />
      )}
      {found.failed.map(({ account, failure }) => (
        <Note
          key={account}
          tone="bad"
          title={`${nameOf(account)} could not be read${several ? ", and is left out" : ""}: ${several ? failure.message : sentence(failure.message)}`}
          hint={failure.hint}
          requestId={failure.requestId}
        />
      ))}
    </>
  );
}

/** Why there is nothing to plan yet; null where there is. */
export function cannotPlan(found: RoleIn, role: RoleName | null): string | null {
  if (role === null) {
    return "Choose a role first";
  }
  if (found.reading.length > 0) {
    return "The roles are still being read";
  }
  return found.there.length + found.unread.length === 0 ? "The role is in none of these accounts" : null;
}

/** The accounts that a plan about the role takes in. */
export function targets(found: RoleIn): string[] {
  return [...found.there.map(({ account }) => account), ...found.unread];
}
