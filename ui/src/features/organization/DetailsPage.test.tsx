import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { Change, Node, NodeId } from "../../ipc/bindings";
import { DENIED, LEDGER, LOGS, MANAGEMENT, NODES, ORGANIZATION, SANDBOX, treeOf } from "../../test/fixture";
import { handshakeOf, invitationsOf, STRANGER } from "../../test/handshakes";
import { fakeRust, type World } from "../../test/rust";
import { show } from "../../test/show";
import { DetailsPage } from "./DetailsPage";

const BILLING = { ...ORGANIZATION, featureSet: "CONSOLIDATED_BILLING" };
const ALONE: readonly Node[] = NODES.filter(({ id, kind }) => kind === "root" || id === MANAGEMENT);

function draw({
  nodes = NODES,
  organization = ORGANIZATION,
  caller = MANAGEMENT,
  world = {},
}: { nodes?: readonly Node[]; organization?: typeof ORGANIZATION; caller?: string; world?: Partial<World> } = {}) {
  const rust = fakeRust(world);
  const onReview = vi.fn<(changes: Change[]) => void>();
  const onReveal = vi.fn<(node: NodeId) => void>();
  const shown = show(
    <DetailsPage
      connection={SANDBOX}
      tree={{ ...treeOf(nodes), organization }}
      caller={caller}
      onReview={onReview}
      onReveal={onReveal}
    />,
  );
  return { rust, onReview, onReveal, ...shown };
}

test("limits, trusted services and delegated administrators are shown, and lead to accounts", async () => {
  const { person, onReveal } = draw();
  expect(await screen.findByText("cloudtrail.amazonaws.com")).toBeInTheDocument();
  expect(screen.getByText("aws+acme@example.com")).toBeInTheDocument();
  expect(screen.getByRole("meter", { name: "Accounts" })).toHaveAttribute("aria-valuetext", "7 of 10");
  const delegated = screen.getByRole("region", { name: "Delegated administrators" });
  expect(delegated).toHaveTextContent("guardduty.amazonaws.com");
  await person.click(within(delegated).getByRole("button", { name: "log-archive" }));
  expect(onReveal).toHaveBeenCalledExactlyOnceWith(LOGS);
});

test("consolidated billing only can become all features", async () => {
  const { person, onReview } = draw({ organization: BILLING });
  await person.click(await screen.findByRole("button", { name: "Enable all features…" }));
  expect(onReview).toHaveBeenCalledExactlyOnceWith([{ change: "enableAllFeatures" }]);
});

test("while all features are asked for, one sees who has agreed", async () => {
  const sent = [
    handshakeOf({ id: "h-own", action: "ENABLE_ALL_FEATURES", state: "REQUESTED" }),
    handshakeOf({ id: "h-1", action: "APPROVE_ALL_FEATURES", state: "ACCEPTED", accountId: LEDGER }),
    handshakeOf({ id: "h-2", action: "APPROVE_ALL_FEATURES", state: "OPEN", accountId: STRANGER }),
  ];
  draw({ organization: BILLING, world: { invitations: invitationsOf({ sent }) } });
  expect(await screen.findByRole("meter", { name: "Have agreed" })).toHaveAttribute("aria-valuetext", "1 of 2");
  const asked = within(screen.getByRole("list", { name: "Who was asked" })).getAllByRole("listitem");
  expect(asked.map((each) => each.textContent)).toEqual([`${LEDGER}Agreed`, `${STRANGER}Not answered yet`]);
  expect(screen.queryByRole("button", { name: "Enable all features…" })).not.toBeInTheDocument();
});

test("an organization with members cannot be deleted, one without can", async () => {
  const { onReview, person, unmount } = draw();
  const refused = screen.getByRole("button", { name: "Delete organization…" });
  expect(refused).toHaveAccessibleDescription("6 other accounts must leave or be closed first");
  await person.click(refused);
  expect(onReview).not.toHaveBeenCalled();
  unmount();
  const alone = draw({ nodes: ALONE });
  await alone.person.click(screen.getByRole("button", { name: "Delete organization…" }));
  expect(alone.onReview).toHaveBeenCalledExactlyOnceWith([{ change: "deleteOrganization" }]);
});

test("who is not the management account sees everything and changes nothing", async () => {
  draw({ organization: BILLING, caller: LEDGER });
  const reason = `Only the management account ${MANAGEMENT} can do this`;
  expect(await screen.findByRole("button", { name: "Enable all features…" })).toHaveAccessibleDescription(reason);
  expect(screen.getByRole("button", { name: "Delete organization…" })).toHaveAccessibleDescription(reason);
});

test("what cannot be read says why, and the rest stands", async () => {
  const { rust, person } = draw();
  await screen.findByText("cloudtrail.amazonaws.com");
  rust.refuse("organizationDetails", DENIED);
  await person.click(screen.getByRole("button", { name: "Refresh" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("Not allowed to");
  expect(screen.getByText("o-example001")).toBeInTheDocument();
});
