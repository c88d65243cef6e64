import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { Change, Invitations, NodeId, OrganizationView } from "../../ipc/bindings";
import { indexTree } from "../../ipc/tree";
import {
  account,
  DENIED,
  jobOf,
  MANAGEMENT,
  NODES,
  ORGANIZATION,
  PROD,
  SANDBOX,
  stepOf,
  viewOf,
} from "../../test/fixture";
import { handshakeOf, invitationsOf, STRANGER } from "../../test/handshakes";
import { fakeRust, type World } from "../../test/rust";
import { show } from "../../test/show";
import { InvitationsPage } from "./InvitationsPage";
import type { InviteDraft } from "./sent";

const TWO = invitationsOf({
  sent: [
    handshakeOf({ notes: "Welcome" }),
    handshakeOf({ id: "h-mail", accountId: null, email: "owner@example.com", state: "DECLINED", destination: null }),
    handshakeOf({ id: "h-all", action: "ENABLE_ALL_FEATURES" }),
  ],
  sentInADay: 2,
});

function draw(invitations: Invitations = TWO, view: OrganizationView = viewOf(), change: Partial<World> = {}) {
  const rust = fakeRust({ invitations, view, ...change });
  const doing = {
    onReview: vi.fn<(changes: Change[]) => void>(),
    onInvite: vi.fn<(draft: InviteDraft) => void>(),
    onInviteCsv: vi.fn<() => void>(),
    onReveal: vi.fn<(node: NodeId) => void>(),
  };
  const shown = show(
    <InvitationsPage
      connection={SANDBOX}
      view={view}
      index={view.tree ? indexTree(view.tree) : null}
      caller={view.tree ? MANAGEMENT : STRANGER}
      {...doing}
    />,
  );
  return { rust, ...doing, ...shown };
}

test("open invitations are listed with where they go and what they say; cancelling one is reviewed", async () => {
  const { person, onReview } = draw();
  const table = await screen.findByRole("table");
  expect(within(table).getAllByRole("row")).toHaveLength(2);
  const row = within(table).getByRole("row", { name: new RegExp(STRANGER) });
  expect(row).toHaveTextContent("/Workloads/prod");
  expect(row).toHaveTextContent("Welcome");
  await person.click(within(row).getByRole("button", { name: `Cancel the invitation to ${STRANGER}` }));
  expect(onReview).toHaveBeenCalledExactlyOnceWith([{ change: "cancelInvitation", handshake: "h-open0001" }]);
});

test("answered ones say how they ended, and can be sent again", async () => {
  const { person, onInvite } = draw();
  await person.click(await screen.findByRole("radio", { name: /^Answered/ }));
  expect(screen.getByRole("row", { name: /owner@example.com/ })).toHaveTextContent("Declined");
  await person.click(screen.getByRole("button", { name: "Invite owner@example.com again" }));
  expect(onInvite).toHaveBeenCalledExactlyOnceWith({ invitees: "owner@example.com", to: null, notes: "", tags: [] });
});

test("an account that has joined leads to its place in the tree", async () => {
  const view = viewOf([...NODES, account(STRANGER, "stranger", PROD)]);
  const accepted = handshakeOf({ state: "ACCEPTED", destination: null });
  const { person, onReveal } = draw(invitationsOf({ sent: [accepted] }), view);
  await person.click(await screen.findByRole("button", { name: `Show ${STRANGER} in /Workloads/prod` }));
  expect(onReveal).toHaveBeenCalledExactlyOnceWith(STRANGER);
  expect(screen.queryByRole("button", { name: /again/ }), "it need not be invited again").not.toBeInTheDocument();
});

test("AWS's limits are shown before anything is sent", async () => {
  draw();
  expect(await screen.findByRole("meter", { name: "Invitations in 24 hours" })).toHaveAttribute(
    "aria-valuetext",
    "2 of 20",
  );
  await vi.waitFor(() =>
    expect(screen.getByRole("meter", { name: "Accounts in the organization" })).toHaveAttribute(
      "aria-valuetext",
      "7 of 10",
    ),
  );
});

test("where nothing was sent, the page says what to do", async () => {
  const { person, onInvite, onInviteCsv } = draw(invitationsOf());
  const sent = await screen.findByRole("region", { name: "Sent invitations" });
  expect(sent).toHaveTextContent("No invitation is open");
  await person.click(within(sent).getByRole("button", { name: "Invite accounts" }));
  expect(onInvite).toHaveBeenCalledOnce();
  await person.click(within(sent).getByRole("button", { name: "Invite from CSV…" }));
  expect(onInviteCsv).toHaveBeenCalledOnce();
});

test("a member sees that only the management account invites", async () => {
  const view: OrganizationView = {
    ...viewOf(),
    tree: null,
    standing: { standing: "member", organization: ORGANIZATION },
  };
  const { person, onInvite } = draw(invitationsOf({ sent: null }), view);
  expect(await screen.findByText(/^Open a connection to the management account/)).toBeInTheDocument();
  const invite = screen.getByRole("button", { name: "Invite accounts" });
  expect(invite).toHaveAccessibleDescription(`Only the management account ${MANAGEMENT} can send invitations`);
  await person.click(invite);
  expect(onInvite).not.toHaveBeenCalled();
});

test("what was received stands first, with what its answer means", async () => {
  const outside: OrganizationView = { ...viewOf(), tree: null, standing: { standing: "outside" } };
  const received = [handshakeOf({ notes: "Please join" })];
  const { person, onReview } = draw(invitationsOf({ sent: null, received }), outside);
  const question = await screen.findByRole("article", { name: /acme/ });
  expect(question).toHaveTextContent("acme invites this account");
  expect(question).toHaveTextContent("Please join");
  expect(question).toHaveTextContent("pays this account’s bills");
  await person.click(within(question).getByRole("button", { name: "Accept" }));
  await person.click(within(question).getByRole("button", { name: "Decline" }));
  expect(onReview.mock.calls).toEqual([
    [[{ change: "acceptInvitation", handshake: "h-open0001" }]],
    [[{ change: "declineInvitation", handshake: "h-open0001" }]],
  ]);
});

test("the question for all features is told from an invitation", async () => {
  const received = [
    handshakeOf({ action: "APPROVE_ALL_FEATURES" }),
    handshakeOf({ id: "h-x", action: "ENABLE_ALL_FEATURES" }),
  ];
  draw(invitationsOf({ sent: null, received }), {
    ...viewOf(),
    tree: null,
    standing: { standing: "member", organization: ORGANIZATION },
  });
  const questions = await screen.findAllByRole("article");
  expect(questions).toHaveLength(1);
  expect(questions[0]).toHaveTextContent("acme turns all features on");
});

test("what cannot be read says why, and is read again on demand", async () => {
  const { person, rust } = draw();
  await screen.findByRole("table");
  rust.refuse("invitations", DENIED);
  await person.click(screen.getByRole("button", { name: "Refresh" }));
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("Not allowed to");
  const before = rust.asked("invitations").length;
  await person.click(within(alert).getByRole("button", { name: "Try again" }));
  expect(rust.asked("invitations")).toHaveLength(before + 1);
  expect(screen.getByRole("table"), "what was known stays").toBeInTheDocument();
});

test("an invitation that AWS refused says why, until the next one", async () => {
  const failed = stepOf("failed", {
    step: { action: "inviteAccount", invitee: { account: STRANGER }, notes: "", tags: [] },
    error: {
      code: "conflict",
      message: "the management account's email is not verified yet",
      hint: "Follow the link that AWS sent to it.",
    },
  });
  const { rust, client } = draw(TWO, viewOf(), { jobs: [jobOf("failed", [failed])] });
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent(`Could not invite ${STRANGER}: the management account's email is not verified yet`);
  expect(alert).toHaveTextContent("Follow the link that AWS sent to it.");
  const sent = stepOf("done", { step: failed.step });
  rust.world.jobs = [jobOf("done", [sent], { id: "job-2" }), ...rust.world.jobs];
  await client.invalidateQueries();
  await vi.waitFor(() => expect(screen.queryByRole("alert")).not.toBeInTheDocument());
});
