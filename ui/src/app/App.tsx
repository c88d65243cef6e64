import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useEffectEvent, useState } from "react";

import { AccountAccess } from "../features/access/AccountAccess";
import { useConsole } from "../features/access/useConsole";
import { ActivityPage } from "../features/activity/ActivityPage";
import { closingsWaiting, isOver } from "../features/activity/jobs";
import { JobToast } from "../features/activity/JobToast";
import { PlanSheet } from "../features/activity/PlanSheet";
import { useReview } from "../features/activity/review";
import { SettingsPage } from "../features/connections/SettingsPage";
import { Switcher } from "../features/connections/Switcher";
import { Welcome } from "../features/connections/Welcome";
import { OrganizationPage, type Wish } from "../features/organization/OrganizationPage";
import { Palette } from "../features/palette/Palette";
import { commands, type ConnectionId, type JobRecord, type NodeId } from "../ipc/bindings";
import { q, run } from "../ipc/client";
import { toFailure } from "../ipc/failures";
import { indexTree } from "../ipc/tree";
import { Button } from "../kit/Button";
import { failureToast, FailureNote } from "../kit/failureToast";
import { toast, Toasts } from "../kit/Toasts";
import { type Page, Rail } from "./Rail";
import { paletteActions } from "./paletteActions";
import { useTheme } from "./useTheme";

/** The window: puts the features beside each other and carries wishes between them. */
export function App() {
  const client = useQueryClient();
  const settings = useQuery(q.settings());
  const start = useQuery(q.startConnection());
  const [chosen, setChosen] = useState<ConnectionId | null>(null);
  const [page, setPage] = useState<Page>("organization");
  const [wish, setWish] = useState<Wish | null>(null);
  const [palette, setPalette] = useState(false);
  const connection = chosen ?? start.data ?? null;

  useTheme(settings.data?.theme ?? "system");
  const session = useQuery({ ...q.session(connection ?? ""), enabled: connection !== null });
  const organization = useQuery({
    ...q.organization(connection ?? ""),
    enabled: connection !== null && !session.isError,
  });
  const activity = useQuery({ ...q.activity(connection ?? ""), enabled: connection !== null && !session.isError });
  const tree = organization.data?.tree;
  const index = tree ? indexTree(tree) : null;
  const managementName = tree && index?.byId.get(tree.organization.managementAccountId)?.name;
  const underWay = activity.data?.filter((job) => !isOver(job)).length ?? 0;

  const { open, opening } = useConsole(connection);
  const openConsole = useCallback(
    (account: NodeId, role: string | null = null) =>
      void open(account, index?.byId.get(account)?.name ?? account, role),
    [open, index],
  );

  // The job's own list and its way back need the review, which is made with this.
  const follow = useEffectEvent((job: JobRecord) => {
    toast((close) => (
      <JobToast
        connection={job.connection}
        id={job.id}
        close={close}
        onUndo={(done) => review.undo(done)}
        onEnterCode={(account, email) => review.review([{ change: "confirmEmailChange", account, email }])}
        onShow={() => {
          close();
          setPage("activity");
        }}
      />
    ));
  });
  const onStarted = useCallback((job: JobRecord) => follow(job), []);
  const review = useReview(connection, onStarted);

  const switchTo = useCallback(
    (next: ConnectionId) => {
      setChosen(next);
      setPage("organization");
      const before = client.getQueryData(q.settings().queryKey);
      if (before && before.lastConnection !== next) {
        const after = { ...before, lastConnection: next };
        client.setQueryData(q.settings().queryKey, after);
        run(commands.saveSettings(after)).catch((thrown: unknown) =>
          failureToast("Could not keep the setting", toFailure(thrown)),
        );
      }
    },
    [client],
  );

  const ask = (next: Wish) => {
    setPage("organization");
    setWish(next);
  };

  const onShortcut = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) {
      return;
    }
    const pages: Record<string, Page> = { "1": "organization", "2": "activity", "3": "settings", ",": "settings" };
    const next = pages[event.key];
    if (event.key.toLowerCase() === "k" && connection !== null) {
      event.preventDefault();
      setPalette((shown) => !shown);
    } else if (next) {
      event.preventDefault();
      setPage(next);
    }
  });
  useEffect(() => {
    window.addEventListener("keydown", onShortcut);
    return () => window.removeEventListener("keydown", onShortcut);
  }, []);

  function content() {
    if (page === "settings") {
      return <SettingsPage connection={connection} onSwitch={switchTo} />;
    }
    if (connection === null) {
      return start.isPending ? null : <Welcome onSwitch={switchTo} />;
    }
    if (session.isError) {
      return (
        <div className="page-message">
          <FailureNote
            failure={toFailure(session.error)}
            actions={
              <>
                <Button onClick={() => void session.refetch()}>Try again</Button>
                <Button onClick={() => setPage("settings")}>Other connections</Button>
              </>
            }
          />
        </div>
      );
    }
    if (page === "activity") {
      return <ActivityPage connection={connection} onUndo={review.undo} onStarted={onStarted} />;
    }
    return (
      <OrganizationPage
        key={connection}
        connection={connection}
        wish={wish}
        onWishDone={() => setWish(null)}
        onReview={review.review}
        onOpenConsole={openConsole}
        access={(account) => (
          <AccountAccess
            key={account.id}
            connection={connection}
            account={account}
            busy={opening === account.id}
            onOpen={(role) => openConsole(account.id, role)}
          />
        )}
      />
    );
  }

  return (
    <div className="app">
      <Rail
        page={page}
        onPage={setPage}
        onPalette={connection === null ? null : () => setPalette(true)}
        name={managementName ?? null}
        organizationId={tree?.organization.id ?? null}
        badges={{
          organization: index?.root && index.counts.get(index.root.id)?.accounts.toLocaleString("en"),
          activity: underWay > 0 ? `${underWay} under way` : undefined,
        }}
      >
        <Switcher connection={connection} session={session.data} failed={session.isError} onSwitch={switchTo} />
      </Rail>
      <main>{content()}</main>
      {palette && connection !== null && (
        <Palette
          connection={connection}
          index={index}
          actions={paletteActions({
            ask,
            setPage,
            connection,
            index,
            managementAccountId: tree?.organization.managementAccountId ?? "",
            selected: client.getQueryData(q.viewState(connection).queryKey)?.selected ?? [],
          })}
          onClose={() => setPalette(false)}
          onOpenConsole={openConsole}
          onReveal={(id) => ask({ do: "reveal", id })}
        />
      )}
      {review.plan && (
        <PlanSheet
          key={review.plan.planId}
          plan={review.plan}
          index={index}
          closingsWaiting={closingsWaiting(activity.data ?? [])}
          starting={review.starting}
          onApply={review.apply}
          onClose={review.close}
        />
      )}
      <Toasts />
    </div>
  );
}
