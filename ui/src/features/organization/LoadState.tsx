import { RefreshCw, X } from "lucide-react";

import { commands, type ConnectionId, type OrganizationView } from "../../ipc/bindings";
import { run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { IconButton } from "../../kit/Button";
import { failureToast } from "../../kit/failureToast";
import { Progress } from "../../kit/Progress";
import { useNow } from "../../kit/useNow";
import { ago, count, takes } from "../../kit/words";

/** How old the tree is, how far its load is, and the buttons to start and stop one. */
export function LoadState({ connection, view }: { connection: ConnectionId; view: OrganizationView }) {
  const now = useNow();
  const { loading, tree } = view;
  const left = loading?.secondsLeft ?? null;
  const passed = loading?.seconds ?? 0;
  return (
    <div className="load">
      <span className="load-words" role="status">
        {loading
          ? [
              tree && view.saved ? `As of ${ago(tree.asOf, now)}, refreshing` : "Loading",
              `${count(loading.accounts, "account")}, ${count(loading.ous, "OU")}`,
              left === null ? null : `${takes(left)} left`,
            ]
              .filter(Boolean)
              .join(" · ")
          : tree
            ? `${view.saved || !tree.complete ? "As of" : "Updated"} ${ago(tree.asOf, now)}${tree.complete ? "" : ", incomplete"}`
            : ""}
      </span>
      {loading ? (
        <IconButton
          icon={X}
          label="Stop loading"
          onClick={() => tell("Could not stop loading", commands.cancelRefresh(connection))}
        />
      ) : (
        <IconButton icon={RefreshCw} label="Refresh" keys="F5" onClick={() => refreshNow(connection)} />
      )}
      {loading && (
        <div className="load-bar">
          <Progress
            label="Loading the organization"
            part={left === null ? null : passed / Math.max(passed + left, 0.001)}
          />
        </div>
      )}
    </div>
  );
}

/** Loads the organization again. */
export function refreshNow(connection: ConnectionId): void {
  tell("Could not refresh", commands.refresh(connection));
}

function tell(what: string, command: Promise<unknown>): void {
  run(command).catch((thrown: unknown) => failureToast(what, toFailure(thrown)));
}
