import { useQuery } from "@tanstack/react-query";
import { Play, Plus, Radar, RotateCw, Search, X } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";

import type { Change, ConnectionId, NodeId, ReadinessProgress } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { ROLE_STATE_WORDS, type RoleState } from "../../ipc/readiness";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import { Progress } from "../../kit/Progress";
import { termsOf } from "../../kit/search";
import { Segments } from "../../kit/Segments";
import { useNow } from "../../kit/useNow";
import { ago, count, takes } from "../../kit/words";
import { FindDialog } from "./FindDialog";
import { fixesOf } from "./fixes";
import {
  type AccountRow,
  accountRows,
  countStates,
  type MatrixCell,
  offeredStates,
  openCells,
  shownRows,
} from "./matrix";
import { type CellPlace, ReadinessGrid } from "./ReadinessGrid";
import { ReadinessPanel } from "./ReadinessPanel";
import { find, RATE, stopFinding } from "./readinessRun";
import { RoleStateIcon } from "./RoleStateMark";
import type { RoleWish } from "./roleWish";
import { useStanding } from "./useStanding";

export interface ReadinessMapProps {
  connection: ConnectionId;
  index: TreeIndex | null;
  onReview: (changes: Change[]) => void;
  onReveal: (account: NodeId) => void;
  /** Leads to the dialogs about roles. */
  onRoles: (wish: RoleWish) => void;
}

/** Which role can be assumed in which account. */
export function ReadinessMap({ connection, index, onReveal, onRoles }: ReadinessMapProps) {
  const readiness = useQuery(q.readiness(connection));
  const defaultRole = useQuery(q.settings()).data?.defaultRole ?? "";
  const standing = useStanding(connection);
  const now = useNow();
  const [query, setQuery] = useState("");
  const [state, setState] = useState<RoleState | "all">("all");
  const [place, setPlace] = useState<CellPlace | null>(null);
  const [asking, setAsking] = useState(false);
  const view = readiness.data;
  const typed = useDeferredValue(query);
  const roles = useMemo(
    // The role that opens consoles comes first.
    () => view?.roles.toSorted((a, b) => Number(b === defaultRole) - Number(a === defaultRole)) ?? [],
    [view?.roles, defaultRole],
  );
  const all = useMemo(() => (index && view ? accountRows(index, view, roles) : []), [index, view, roles]);
  const terms = useMemo(() => termsOf(typed), [typed]);
  const rows = useMemo(() => (index ? shownRows(index, all, state, terms) : []), [index, all, state, terms]);
  const counts = useMemo(() => countStates(all), [all]);

  if (readiness.isError) {
    return (
      <div className="page-message">
        <FailureNote
          failure={toFailure(readiness.error)}
          actions={<Button onClick={() => void readiness.refetch()}>Try again</Button>}
        />
      </div>
    );
  }
  if (!view || !index) {
    return (
      <div className="page-message">
        <p className="muted" role="status">
          {index ? "Reading what is known…" : "The organization is not loaded yet"}
        </p>
      </div>
    );
  }
  const { progress } = view;
  const open = openCells(all);
  const dialog = asking && (
    <FindDialog
      connection={connection}
      index={index}
      defaultRole={defaultRole}
      known={roles}
      onClose={() => setAsking(false)}
    />
  );
  if (view.rows.length === 0 && progress === null && !view.unfinished) {
    return (
      <div className="page-message readiness-empty">
        <Radar aria-hidden size={28} className="faint" />
        <h2>Which roles can be assumed where?</h2>
        <p className="muted">
          Canopy assumes a role once in every account and remembers what AWS answers, so that you see before you need it
          where a role is missing, refused or forbidden. It changes nothing there, at a pace that AWS does not mind:{" "}
          {RATE} a second, {count(all.length, "account")} in {takes(all.length / RATE)}.
        </p>
        {view.failure && <FailureNote failure={view.failure} />}
        <Button variant="primary" icon={Radar} onClick={() => setAsking(true)}>
          Find out…
        </Button>
        {dialog}
      </div>
    );
  }

  const shownAccounts = rows.filter((row): row is AccountRow => row.kind === "account");
  const at = place && all.find(({ id }) => id === place.account);
  const cell = at?.cells.find(({ role }) => role === place?.role) ?? null;
  const fixes = (row: AccountRow, each: MatrixCell) =>
    fixesOf({
      connection,
      account: row.account,
      cell: each,
      entered:
        each.role !== defaultRole &&
        row.cells.some(({ role, state: found }) => role === defaultRole && found === "assumable"),
      onRoles,
      onReveal,
    });

  return (
    <section className="readiness" aria-label="Readiness">
      <header className="readiness-head">
        <div className="readiness-line">
          <Segments
            label="Accounts by state"
            chosen={state}
            segments={[
              { id: "all", name: "All", number: all.length },
              ...offeredStates(counts, state).map((each) => ({
                id: each,
                name: ROLE_STATE_WORDS[each].name,
                icon: <RoleStateIcon state={each} />,
                number: counts[each],
              })),
            ]}
            onChoose={setState}
          />
        </div>
        <div className="readiness-line">
          <div className="search">
            <Search aria-hidden size={13} />
            <input
              type="text"
              role="searchbox"
              aria-label="Search the accounts"
              placeholder="Name, id, email or OU"
              spellCheck={false}
              value={query}
              onChange={(event) => setQuery(event.target.value)}
            />
            {terms.length > 0 && <span className="search-count num">{shownAccounts.length} found</span>}
          </div>
          <span className="load-words grow">
            {progress === null && view.asOf && `Oldest answer ${ago(view.asOf, now)}`}
          </span>
          <Button
            icon={Plus}
            variant="quiet"
            refusal={standing.readOnly ?? (shownAccounts.length === 0 ? "No account is shown" : null)}
            onClick={() => onRoles({ do: "create", accounts: shownAccounts.map(({ id }) => id) })}
          >
            Create role in {count(shownAccounts.length, "account")}…
          </Button>
          {progress === null && open > 0 && (
            <Button
              icon={Play}
              onClick={() => void find(connection, { roles, accounts: null, rate: null, afresh: false })}
            >
              {counts.unasked > 0
                ? `Go on, ${open.toLocaleString("en")} left`
                : `Ask again for ${open.toLocaleString("en")}`}
            </Button>
          )}
          {progress === null && (
            <Button icon={open > 0 ? Radar : RotateCw} onClick={() => setAsking(true)}>
              Find out…
            </Button>
          )}
        </div>
        {progress !== null && <Running progress={progress} onStop={() => stopFinding(connection)} />}
        {view.failure && progress === null && <FailureNote failure={view.failure} />}
      </header>
      <div className="readiness-body">
        {shownAccounts.length === 0 ? (
          <div className="page-message">
            <p>{terms.length > 0 ? `No account fits “${typed}”` : "No account is in this state"}</p>
            <Button
              onClick={() => {
                setQuery("");
                setState("all");
              }}
            >
              Show all
            </Button>
          </div>
        ) : (
          <ReadinessGrid
            rows={rows}
            roles={roles}
            state={state}
            place={place}
            terms={terms}
            fixes={fixes}
            onPlace={setPlace}
          />
        )}
        <ReadinessPanel
          index={index}
          row={at ?? null}
          cell={cell}
          fixes={at && cell ? fixes(at, cell) : []}
          busy={progress !== null}
          onRoles={onRoles}
          onReveal={onReveal}
        />
      </div>
      {dialog}
    </section>
  );
}

/** How far it is, how long it takes, and the way to stop it. */
function Running({ progress, onStop }: { progress: ReadinessProgress; onStop: () => void }) {
  const { done, total, secondsLeft, rate } = progress;
  return (
    <div className="readiness-run">
      <Progress label="Finding out" part={total === 0 ? null : done / total} />
      <p className="muted num" role="status">
        {done.toLocaleString("en")} of {total.toLocaleString("en")} · {takes(secondsLeft)} left · {rate} a second
      </p>
      <Button icon={X} variant="quiet" onClick={onStop}>
        Cancel
      </Button>
    </div>
  );
}
