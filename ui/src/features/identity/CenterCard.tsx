import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import type { ConnectionId, Failure, IdentityCenterInstance, IdentityCenterView } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import { Suggest } from "../../kit/Suggest";
import type { OpenInConsole } from "./parts";
import { PermissionSetsDialog } from "./PermissionSetsDialog";
import { nameIn } from "./spec";

interface CenterCardProps {
  connection: ConnectionId;
  index: TreeIndex;
  onConsole: OpenInConsole;
}

/** What there is of IAM Identity Center, before anybody makes users of their own. */
export function CenterCard({ connection, index, onConsole }: CenterCardProps) {
  const [region, setRegion] = useState<string | null>(null);
  const center = useQuery(q.identityCenter(connection, region));
  return (
    <section className="card" aria-label="IAM Identity Center">
      <h3 className="h3">Where you can, use IAM Identity Center instead</h3>
      <p className="muted">
        It fits better where people sign in with a directory of your own, where nobody should have a lasting password or
        access key, or where the organization uses it already. An identity account fits where people need IAM users, or
        where Identity Center cannot be enabled.
      </p>
      {center.isPending && (
        <p className="muted" role="status">
          Looking whether it is enabled…
        </p>
      )}
      {center.isError && <CannotLook failure={toFailure(center.error)} onAgain={() => void center.refetch()} />}
      {center.data?.instances.map((instance) => (
        <Instance key={instance.arn} {...{ connection, index, instance, onConsole }} />
      ))}
      {center.data?.instances.length === 0 && <Elsewhere view={center.data} onLook={setRegion} />}
    </section>
  );
}

/** Who may not look can set up an identity account all the same: it is said, and not in red. */
function CannotLook({ failure, onAgain }: { failure: Failure; onAgain: () => void }) {
  if (failure.code !== "denied") {
    return <FailureNote failure={failure} actions={<Button onClick={onAgain}>Try again</Button>} />;
  }
  return (
    <p>
      Whether it is enabled cannot be told: {failure.message}. <span className="muted">{failure.hint}</span>
    </p>
  );
}

interface InstanceProps extends CenterCardProps {
  instance: IdentityCenterInstance;
}

function Instance({ connection, index, instance, onConsole }: InstanceProps) {
  const [shown, setShown] = useState(false);
  const { name, owner, region } = instance;
  return (
    <>
      <p>
        <b>It is enabled</b> in <code>{region}</code>
        {name !== null && <> as {name}</>}
        {owner !== null && <>, in the account {nameIn(index, owner)}</>}.
      </p>
      <div className="identity-buttons">
        <Button onClick={() => setShown(true)}>Permission sets and assignments…</Button>
        <OpenButton instance={instance} onConsole={onConsole} />
      </div>
      {shown && (
        <PermissionSetsDialog
          connection={connection}
          index={index}
          instance={instance}
          onConsole={onConsole}
          onClose={() => setShown(false)}
        />
      )}
    </>
  );
}

/** Opens Identity Center where it is, in the console of the account that it belongs to. */
export function OpenButton({ instance, onConsole }: { instance: IdentityCenterInstance; onConsole: OpenInConsole }) {
  const { owner, region } = instance;
  return (
    <Button
      refusal={owner === null ? "AWS does not say which account it belongs to" : null}
      onClick={() => owner !== null && onConsole(owner, { kind: "service", id: "identity-center", region })}
    >
      Open in the console…
    </Button>
  );
}

/** Nothing was found: it may be in another region. */
function Elsewhere({ view, onLook }: { view: IdentityCenterView; onLook: (region: string) => void }) {
  const [region, setRegion] = useState("");
  const look = (event: FormEvent) => {
    event.preventDefault();
    if (region.trim() !== "") {
      onLook(region.trim());
    }
  };
  return (
    <>
      <p role="status">{view.words}</p>
      <form className="identity-card-head" onSubmit={look}>
        <div className="grow">
          <Suggest
            label="Another region"
            mono
            placeholder="eu-central-1"
            suggestions={view.elsewhere}
            value={region}
            onChange={setRegion}
          />
        </div>
        <Button type="submit" refusal={region.trim() === "" ? "Name a region first" : null}>
          Look there
        </Button>
      </form>
    </>
  );
}
