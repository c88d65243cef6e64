import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { OrganizationView } from "../ipc/bindings";
import { MANAGEMENT, ORGANIZATION, SANDBOX, viewOf } from "../test/fixture";
import { handshakeOf, invitationsOf } from "../test/handshakes";
import { fakeRust, type World } from "../test/rust";
import { row, show } from "../test/show";
import { App } from "./App";

const OUTSIDE: OrganizationView = { ...viewOf(), tree: null, standing: { standing: "outside" } };
const MEMBER: OrganizationView = { ...OUTSIDE, standing: { standing: "member", organization: ORGANIZATION } };

function open(change: Partial<World>) {
  const rust = fakeRust(change);
  return { rust, ...show(<App />) };
}

test("an account in no organization creates one after a review: all features, unless billing only is chosen", async () => {
  const { person, rust } = open({ view: OUTSIDE, invitations: invitationsOf({ sent: null }) });
  expect(await screen.findByRole("heading", { name: "No organization" })).toBeInTheDocument();
  expect(screen.getByRole("navigation", { name: "Canopy" })).toHaveTextContent("No organization");
  await person.click(screen.getByRole("button", { name: "Create organization" }));
  await screen.findByRole("dialog");
  await person.keyboard("{Escape}");
  await person.click(screen.getByRole("radio", { name: /^Consolidated billing only/ }));
  await person.click(screen.getByRole("button", { name: "Create organization" }));
  await vi.waitFor(() =>
    expect(rust.asked("plan")).toEqual([
      [SANDBOX, [{ change: "createOrganization", billingOnly: false }]],
      [SANDBOX, [{ change: "createOrganization", billingOnly: true }]],
    ]),
  );
});

test("an invitation is on the page of an account in no organization, counted in the rail, and answered after a review", async () => {
  const { person, rust } = open({
    view: OUTSIDE,
    invitations: invitationsOf({ sent: null, received: [handshakeOf(), handshakeOf({ id: "h-2", state: "EXPIRED" })] }),
  });
  const question = await screen.findByRole("article");
  expect(await screen.findByRole("button", { name: /^Invitations 1\s*to answer/ })).toBeInTheDocument();
  await person.click(within(question).getByRole("button", { name: "Accept" }));
  await vi.waitFor(() =>
    expect(rust.asked("plan")).toEqual([[SANDBOX, [{ change: "acceptInvitation", handshake: "h-open0001" }]]]),
  );
});

test("nobody asked: the page says how to be asked, and looks again", async () => {
  const { person, rust } = open({ view: OUTSIDE, invitations: invitationsOf({ sent: null }) });
  expect(await screen.findByText("No invitation is open")).toBeInTheDocument();
  rust.world.invitations = invitationsOf({ sent: null, received: [handshakeOf()] });
  await person.click(screen.getByRole("button", { name: "Look again" }));
  expect(await screen.findByRole("article")).toHaveTextContent("acme invites this account");
});

test("a member that may not read the tree sees which organization it is, and can leave it", async () => {
  const { person, rust } = open({ view: MEMBER, invitations: invitationsOf({ sent: null }) });
  const page = await screen.findByRole("region", { name: "Organization" });
  expect(page).toHaveTextContent(ORGANIZATION.id);
  expect(page).toHaveTextContent(MANAGEMENT);
  expect(page).toHaveTextContent("All features");
  await person.click(within(page).getByRole("button", { name: "Leave…" }));
  await vi.waitFor(() => expect(rust.asked("plan")).toEqual([[SANDBOX, [{ change: "leaveOrganization" }]]]));
  await person.keyboard("{Escape}");
  await person.click(within(page).getByRole("button", { name: "Other connections" }));
  expect(await screen.findByRole("heading", { name: "Connections" })).toBeInTheDocument();
});

test("the palette invites from anywhere, and says why not where it cannot be", async () => {
  const { person, unmount } = open({});
  await screen.findByRole("treegrid");
  await person.keyboard("{Control>}k{/Control}");
  await person.type(await screen.findByRole("combobox", { name: "Go to" }), "invite{Enter}");
  expect(await screen.findByRole("dialog", { name: "Invite accounts" })).toBeInTheDocument();
  unmount();
  const outside = open({ view: OUTSIDE, invitations: invitationsOf({ sent: null }) });
  await screen.findByRole("heading", { name: "No organization" });
  await outside.person.keyboard("{Control>}k{/Control}");
  await outside.person.type(await screen.findByRole("combobox", { name: "Go to" }), "invite{Enter}");
  expect(screen.getByRole("option")).toHaveTextContent("create one first");
  expect(screen.queryByRole("dialog", { name: "Invite accounts" })).not.toBeInTheDocument();
});

test("the organization's name in the rail leads to its details", async () => {
  const { person } = open({});
  await screen.findByRole("treegrid");
  await person.click(screen.getByRole("button", { name: /^Organization details of/ }));
  expect(await screen.findByText("cloudtrail.amazonaws.com")).toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "log-archive" }));
  expect(await screen.findByRole("treegrid")).toBeInTheDocument();
});

test("so does the root's inspector", async () => {
  const { person } = open({});
  await screen.findByRole("treegrid");
  await person.click(row("Root"));
  await person.click(screen.getByRole("button", { name: "Details" }));
  expect(await screen.findByRole("heading", { name: "Organization details" })).toBeInTheDocument();
});
