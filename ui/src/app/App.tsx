import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffectEvent, useState } from "react";

import { AccessDialogs, type AccessWish } from "../features/access/AccessDialogs";
import { AccessPage } from "../features/access/AccessPage";
import { AccountAccess } from "../features/access/AccountAccess";
import { LinkQuestions } from "../features/access/LinkQuestions";
import { useConsole } from "../features/access/useConsole";
import { useFavourites } from "../features/access/useFavourites";
import { ActivityPage } from "../features/activity/ActivityPage";
import { Job } from "../features/activity/Job";
import { closingsWaiting, isOver } from "../features/activity/jobs";
import { resume, showJob } from "../features/activity/JobToast";
import { PlanSheet } from "../features/activity/PlanSheet";
import { useReview } from "../features/activity/review";
import { ConnectionsPage } from "../features/connections/ConnectionsPage";
import { Questions } from "../features/connections/Questions";
import { SettingsPage } from "../features/connections/SettingsPage";
import { Switcher } from "../features/connections/Switcher";
import { signInAgain } from "../features/connections/signIn";
import { SignedOut } from "../features/connections/SignedOut";
import { Welcome } from "../features/connections/Welcome";
import { isOpen } from "../features/invitations/expiry";
import { Inbox } from "../features/invitations/Inbox";
import { Inviting, type Wanted } from "../features/invitations/Inviting";
import { InvitationsPage } from "../features/invitations/InvitationsPage";
import { openNow, questions, Received } from "../features/invitations/Received";
import { cannotInvite } from "../features/invitations/rules";
import { NOTHING } from "../features/invitations/sent";
import { DetailsPage } from "../features/organization/DetailsPage";
import { MemberPage } from "../features/organization/MemberPage";
import { OrganizationPage, type Wish } from "../features/organization/OrganizationPage";
import { OutsidePage } from "../features/organization/OutsidePage";
import { cannotCreateOrganization } from "../features/organization/standing";
import { Palette } from "../features/palette/Palette";
import { ReadinessMap } from "../features/roles/ReadinessMap";
import { PolicyEditor } from "../features/roles/PolicyEditor";
import { RoleDialogs, type RoleWish } from "../features/roles/RoleDialogs";
import { RolesCard } from "../features/roles/RolesCard";
import { SessionField } from "../features/roles/SessionField";
import { commands, type ConnectionId, type JobId, type JobRecord, type NodeId } from "../ipc/bindings";
import { q, run } from "../ipc/client";
import { toFailure } from "../ipc/failures";
import { useReadOnly } from "../ipc/readOnly";
import { indexTree } from "../ipc/tree";
import { failureToast } from "../kit/failureToast";
import { ReadOnlyContext } from "../kit/readOnly";
import { Toasts } from "../kit/Toasts";
import { badges } from "./badges";
import { type Page, Rail } from "./Rail";
import { paletteActions } from "./paletteActions";
import { titleOf } from "./title";
import { useShortcuts } from "./useShortcuts";
import { useTheme } from "./useTheme";

/** What few open at the start is loaded when someone opens it; the bill's pictures are the largest part of the program. */
const IdentityPage = lazy(async () => ({ default: (await import("../features/identity/IdentityPage")).IdentityPage }));
const BillingPage = lazy(async () => ({ default: (await import("../features/billing/BillingPage")).BillingPage }));

/** The window: puts the features beside each other and carries wishes between them. */
export function App() {
  const client = useQueryClient();
  const settings = useQuery(q.settings());
  const start = useQuery(q.startConnection());
  const [chosen, setChosen] = useState<ConnectionId | null>(null);
  const [page, setPage] = useState<Page>("organization");
  const [wish, setWish] = useState<Wish | null>(null);
  const [palette, setPalette] = useState(false);
  const [inviting, setInviting] = useState<Wanted | null>(null);
  const [roleWish, setRoleWish] = useState<RoleWish | null>(null);
  const [accessWish, setAccessWish] = useState<AccessWish | null>(null);
  const [openJob, setOpenJob] = useState<JobId | null>(null);
  const connection = chosen ?? start.data ?? null;

  useTheme(settings.data?.theme ?? "system");
  const session = useQuery({ ...q.session(connection ?? ""), enabled: connection !== null });
  const organization = useQuery({
    ...q.organization(connection ?? ""),
    enabled: connection !== null && !session.isError,
  });
  const activity = useQuery({ ...q.activity(connection ?? ""), enabled: connection !== null && !session.isError });
  const view = organization.data;
  const standing = view?.standing ?? null;
  const caller = session.data?.caller.accountId;
  const invitations = useQuery({
    ...q.invitations(connection ?? ""),
    // Asked once the load has told how the account stands, so that the tree comes first.
    enabled: connection !== null && session.isSuccess && standing !== null,
  });
  const tree = view?.tree;
  const index = tree ? indexTree(tree) : null;
  const received = questions(invitations.data?.received ?? []);
  const sentOpen = invitations.data?.sent?.filter((each) => each.action === "INVITE" && isOpen(each)).length ?? 0;
  const jobs = activity.data?.filter((job) => !isOver(job)) ?? [];
  const resting = jobs.filter(({ state }) => state === "waiting").length;

  const readOnly = useReadOnly(connection);
  const { open, opening } = useConsole(connection);
  const favourites = useFavourites(connection);
  const openConsole = useCallback(
    (account: NodeId, role: string | null = null) =>
      void open(account, index?.byId.get(account)?.name ?? account, role),
    [open, index],
  );

  // The job's own list and its way back need the review, which is made with this.
  const follow = useEffectEvent((job: JobRecord) => {
    showJob(job, {
      onUndo: review.undo,
      onEnterCode: (account, email) => review.review([{ change: "confirmEmailChange", account, email }]),
      onShow: () => setPage("activity"),
    });
  });
  const onStarted = useCallback((job: JobRecord) => follow(job), []);
  const review = useReview(connection, onStarted);

  const switchTo = useCallback(
    (next: ConnectionId) => {
      setChosen(next);
      setPage("organization");
      setInviting(null);
      setRoleWish(null);
      setAccessWish(null);
      setWish(null);
      // The other side may have answered meanwhile.
      void client.invalidateQueries({ queryKey: q.invitations(next).queryKey });
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

  const onRemoved = (removed: ConnectionId) => {
    if (removed === connection) {
      client.setQueryData(q.startConnection().queryKey, null);
      setChosen(null);
    }
  };

  const ask = (next: Wish) => {
    setPage("organization");
    setWish(next);
  };

  const reveal = (id: NodeId) => ask({ do: "reveal", id });
  const invite = () => {
    setPage("invitations");
    setInviting(NOTHING);
  };

  useShortcuts({ onPage: setPage, onPalette: connection === null ? null : () => setPalette((shown) => !shown) });

  function content() {
    if (page === "settings") {
      return <SettingsPage onConnections={() => setPage("connections")} />;
    }
    if (page === "connections") {
      return <ConnectionsPage connection={connection} onSwitch={switchTo} onRemoved={onRemoved} />;
    }
    if (connection === null) {
      return start.isPending ? null : <Welcome onSwitch={switchTo} onManage={() => setPage("connections")} />;
    }
    if (session.isError) {
      return (
        <SignedOut
          key={connection}
          connection={connection}
          failure={toFailure(session.error)}
          onTryAgain={() => void session.refetch()}
          onConnections={() => setPage("connections")}
        />
      );
    }
    if (page === "activity") {
      return <ActivityPage connection={connection} onUndo={review.undo} onStarted={onStarted} />;
    }
    if (page === "invitations") {
      return (
        <InvitationsPage
          key={connection}
          connection={connection}
          view={view}
          index={index}
          caller={caller}
          onReview={review.review}
          onInvite={setInviting}
          onInviteCsv={() => setInviting("csv")}
          onReveal={reveal}
        />
      );
    }
    if (page === "billing") {
      return (
        <Suspense fallback={<div className="page-message" role="status" aria-label="Opening the bill" />}>
          <BillingPage key={connection} connection={connection} index={index} onReveal={reveal} />
        </Suspense>
      );
    }
    if (page === "identity") {
      return (
        <Suspense fallback={<div className="page-message" role="status" aria-label="Opening the identity account" />}>
          <IdentityPage
            key={connection}
            connection={connection}
            index={index}
            parts={{
              policy: (policy) => <PolicyEditor {...policy} />,
              session: (longest) => <SessionField {...longest} />,
              job: (job) => (
                <Job
                  key={job.id}
                  job={job}
                  jobs={activity.data ?? []}
                  open={openJob === job.id}
                  onToggle={() => setOpenJob(openJob === job.id ? null : job.id)}
                  onUndo={() => review.undo(job)}
                  onResume={() => void resume(job).then((goesOn) => goesOn && onStarted(job))}
                />
              ),
            }}
            onPlan={review.show}
            onReview={review.review}
            onBootstrap={(account) => setRoleWish({ do: "bootstrap", account })}
            onReveal={reveal}
            onConsole={(account, destination) => setAccessWish({ do: "options", account, destination })}
          />
        </Suspense>
      );
    }
    if (page === "access") {
      return (
        <AccessPage
          key={connection}
          connection={connection}
          index={index}
          readiness={
            <ReadinessMap
              connection={connection}
              index={index}
              onReview={review.review}
              onReveal={reveal}
              onRoles={setRoleWish}
            />
          }
          onReveal={reveal}
          onWish={setAccessWish}
        />
      );
    }
    if (view && !tree && standing?.standing === "outside") {
      return (
        <OutsidePage
          key={connection}
          connection={connection}
          view={view}
          caller={caller}
          received={<Inbox connection={connection} onReview={review.review} />}
          onReview={review.review}
        />
      );
    }
    if (view && !tree && standing?.standing === "member") {
      return (
        <MemberPage
          key={connection}
          connection={connection}
          view={view}
          organization={standing.organization}
          caller={caller}
          received={received.length > 0 && <Received received={received} onReview={review.review} />}
          onReview={review.review}
          onConnections={() => setPage("connections")}
        />
      );
    }
    if (page === "details" && tree) {
      return (
        <DetailsPage
          key={connection}
          connection={connection}
          tree={tree}
          caller={caller}
          onReview={review.review}
          onReveal={reveal}
        />
      );
    }
    return (
      <OrganizationPage
        key={connection}
        connection={connection}
        wish={wish}
        onWishDone={() => setWish(null)}
        onReview={review.review}
        onOpenConsole={openConsole}
        consoles={{ ...favourites, options: (account) => setAccessWish({ do: "options", account }) }}
        onDetails={() => setPage("details")}
        onSignIn={() =>
          void signInAgain(client, connection, false).catch((thrown: unknown) =>
            failureToast("Could not sign in", toFailure(thrown)),
          )
        }
        onRoles={(what, accounts) =>
          setRoleWish(what === "create" ? { do: what, accounts } : { do: what, accounts, role: null })
        }
        access={(account) => (
          <>
            <AccountAccess
              key={account.id}
              connection={connection}
              account={account}
              busy={opening.includes(account.id)}
              onOpen={(role) => openConsole(account.id, role)}
              onWish={setAccessWish}
            />
            <RolesCard
              key={`roles of ${account.id}`}
              connection={connection}
              account={account}
              onRoles={setRoleWish}
              onOpen={(role) => openConsole(account.id, role)}
            />
          </>
        )}
      />
    );
  }

  return (
    <ReadOnlyContext value={readOnly}>
      <div className="app">
        <Rail
          page={page}
          onPage={setPage}
          onPalette={connection === null ? null : () => setPalette(true)}
          {...titleOf(view, index, caller)}
          onDetails={tree ? () => setPage("details") : null}
          readOnly={readOnly}
          badges={badges({
            accounts: index?.root ? (index.counts.get(index.root.id)?.accounts ?? null) : null,
            toAnswer: openNow(received),
            waiting: sentOpen,
            underWay: jobs.length - resting,
            resting,
          })}
        >
          <Switcher
            connection={connection}
            session={session.data}
            failed={session.isError}
            onSwitch={switchTo}
            onManage={() => setPage("connections")}
          />
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
              readOnly,
              refusals: {
                invite: cannotInvite(view, caller),
                create: cannotCreateOrganization(view),
                details: tree ? null : "There is no organization to show",
              },
              onInvite: invite,
              onCreateOrganization: () => setPage("organization"),
              index,
              managementAccountId: tree?.organization.managementAccountId ?? "",
              selected: client.getQueryData(q.viewState(connection).queryKey)?.selected ?? [],
            })}
            onClose={() => setPalette(false)}
            onOpenConsole={openConsole}
            onReveal={reveal}
          />
        )}
        {inviting !== null && connection !== null && index && (
          <Inviting
            connection={connection}
            index={index}
            wanted={inviting}
            onClose={() => setInviting(null)}
            onReview={review.review}
          />
        )}
        {roleWish !== null && connection !== null && index && (
          <RoleDialogs
            connection={connection}
            index={index}
            wish={roleWish}
            onClose={() => setRoleWish(null)}
            onReview={review.review}
          />
        )}
        {accessWish !== null && connection !== null && index && (
          <AccessDialogs
            connection={connection}
            index={index}
            wish={accessWish}
            onWish={setAccessWish}
            onClose={() => setAccessWish(null)}
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
        <Questions />
        <LinkQuestions />
        <Toasts />
      </div>
    </ReadOnlyContext>
  );
}
