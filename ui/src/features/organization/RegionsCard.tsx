import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { use, useState } from "react";

import type { AccountRegion, Change, ConnectionId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { AccountNode } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import { ReadOnlyContext } from "../../kit/readOnly";
import { count } from "../../kit/words";
import { cannotTurn, inOrder, isOn, regionChanges, regionState } from "./regions";

interface RegionsCardProps {
  connection: ConnectionId;
  account: AccountNode;
  onReview: (changes: Change[]) => void;
}

/** The regions of an account, turned on and off together as one plan. */
export function RegionsCard({ connection, account, onReview }: RegionsCardProps) {
  const [open, setOpen] = useState(false);
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set());
  const details = useQuery({ ...q.accountDetails(connection, account.id), enabled: open });
  const regions = details.data?.regions ?? [];
  const changes = regionChanges(account.id, regions, flipped);

  function flip(name: string): void {
    const next = new Set(flipped);
    if (!next.delete(name)) {
      next.add(name);
    }
    setFlipped(next);
  }

  return (
    <section className="card">
      <button type="button" className="card-open" aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronRight aria-hidden size={14} className={open ? "twisty open" : "twisty"} />
        <h3>Regions</h3>
        {details.data && <span className="muted">{regions.filter(isOn).length} on</span>}
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
          <>
            <ul className="regions">
              {inOrder(regions).map((region) => (
                <Region
                  key={region.name}
                  region={region}
                  flipped={flipped.has(region.name)}
                  onFlip={() => flip(region.name)}
                />
              ))}
            </ul>
            {changes.length > 0 && (
              <footer className="foot regions-foot">
                <span className="muted grow">{count(changes.length, "change")}</span>
                <Button onClick={() => setFlipped(new Set())}>Cancel</Button>
                <Button
                  changes
                  variant="primary"
                  onClick={() => {
                    setFlipped(new Set());
                    onReview(changes);
                  }}
                >
                  Review
                </Button>
              </footer>
            )}
          </>
        ))}
    </section>
  );
}

function Region({ region, flipped, onFlip }: { region: AccountRegion; flipped: boolean; onFlip: () => void }) {
  const refusal = use(ReadOnlyContext) ?? cannotTurn(region);
  const on = isOn(region);
  return (
    <li title={refusal ?? undefined}>
      <label className={refusal ? "region fixed" : "region"}>
        <input
          type="checkbox"
          checked={on !== flipped}
          disabled={refusal !== null}
          onChange={onFlip}
          aria-label={region.name}
        />
        <code className="grow">{region.name}</code>
        <span className={flipped ? "warn" : "muted"}>
          {flipped ? (on ? "will be turned off" : "will be turned on") : regionState(region.state)}
        </span>
      </label>
    </li>
  );
}
