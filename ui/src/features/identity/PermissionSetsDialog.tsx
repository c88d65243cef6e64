import { useQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useState } from "react";

import type { ConnectionId, IdentityCenterInstance } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { FailureNote } from "../../kit/failureToast";
import { Field } from "../../kit/Field";
import { fits, termsOf } from "../../kit/search";
import { count } from "../../kit/words";
import { OpenButton } from "./CenterCard";
import type { OpenInConsole } from "./parts";
import { PermissionSetCard } from "./PermissionSetCard";

interface PermissionSetsDialogProps {
  connection: ConnectionId;
  index: TreeIndex;
  instance: IdentityCenterInstance;
  onConsole: OpenInConsole;
  onClose: () => void;
}

/** Permission sets from which on they are searched rather than looked through. */
const MANY = 8;

/** What an instance of IAM Identity Center gives: its permission sets, and who is assigned them. Only to be read. */
export function PermissionSetsDialog({ connection, index, instance, onConsole, onClose }: PermissionSetsDialogProps) {
  const read = useQuery(q.permissionSets(connection, instance));
  const [open, setOpen] = useState<string | null>(null);
  const [search, setSearch] = useState("");
  const sets = read.data ?? [];
  const terms = termsOf(search);
  const found = sets.filter(({ name, description }) => fits(`${name} ${description ?? ""}`.toLowerCase(), terms));
  return (
    <Dialog title="Permission sets" label={instance.name ?? "IAM Identity Center"} place="wide" onClose={onClose}>
      <div className="dialog-body">
        <p className="muted">
          Each becomes a role in the accounts where it is assigned. Canopy reads them and changes none.
        </p>
        {read.isPending && (
          <p className="muted" role="status">
            Reading the permission sets…
          </p>
        )}
        {read.isError && (
          <FailureNote
            failure={toFailure(read.error)}
            actions={<Button onClick={() => void read.refetch()}>Try again</Button>}
          />
        )}
        {read.data?.length === 0 && <p>There is no permission set yet: nobody gets into an account through it.</p>}
        {sets.length > MANY && <Field label="Find a permission set" value={search} onChange={setSearch} />}
        {sets.length > 0 && (
          <p className="muted" role="status">
            {found.length < sets.length
              ? `${found.length.toLocaleString("en")} of ${count(sets.length, "permission set")}`
              : count(sets.length, "permission set")}
          </p>
        )}
        {found.map((set) => (
          <PermissionSetCard
            key={set.arn}
            connection={connection}
            index={index}
            instance={instance}
            set={set}
            open={open === set.arn}
            onToggle={() => setOpen(open === set.arn ? null : set.arn)}
          />
        ))}
        <footer className="foot">
          <Button icon={RotateCw} busy={read.isFetching} onClick={() => void read.refetch()}>
            Read again
          </Button>
          <OpenButton
            instance={instance}
            onConsole={(account, destination) => {
              onClose();
              onConsole(account, destination);
            }}
          />
          <span className="grow" />
          <Button onClick={onClose}>Close</Button>
        </footer>
      </div>
    </Dialog>
  );
}
