import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { AccountNode } from "../../ipc/tree";
import { CONNECTIONS, DENIED, LEDGER, MANAGEMENT, NODES, SANDBOX } from "../../test/fixture";
import { foundOf, roleOf, SERVICE_ROLE } from "../../test/roles";
import { fakeRust, type World } from "../../test/rust";
import { show } from "../../test/show";
import { RolesCard } from "./RolesCard";

const ACCOUNT = NODES.find((node): node is AccountNode => node.kind === "account" && node.id === LEDGER)!;
const OPS = roleOf("Ops", {
  description: "For those on call",
  inlinePolicies: ["Extra"],
  maxSessionSeconds: 14_400,
});

async function draw(
  { world = {}, account = ACCOUNT, roles = [SERVICE_ROLE, OPS] } = {} as {
    world?: Partial<World>;
    account?: AccountNode;
    roles?: (typeof OPS)[];
  },
) {
  const rust = fakeRust(world, {
    roles: () => roles,
    rolePolicy: (_, __, role, policy) => JSON.stringify({ of: role, policy }),
  });
  const spies = { onRoles: vi.fn(), onOpen: vi.fn() };
  const shown = show(<RolesCard connection={SANDBOX} account={account} {...spies} />);
  return { rust, ...spies, ...shown };
}

const head = () => screen.findByRole("button", { name: /^Roles/ });

test("roles are read only when someone wants to see them: reading signs in to the account", async () => {
  const { person, rust } = await draw();
  expect(rust.asked("roles")).toEqual([]);
  await person.click(await head());
  const list = await screen.findByRole("list", { name: "Roles of ledger" });
  expect(
    within(list)
      .getAllByRole("listitem")
      .map((line) => line.textContent),
  ).toEqual([
    "OpsTrusts everyone in account acme whom that account allows",
    "AWSServiceRoleForOrganizationsAWSTrusts the AWS service organizations",
  ]);
  expect(rust.asked("roles")).toEqual([[SANDBOX, LEDGER]]);
});

test("a role opens to who may assume it, its policies, its session and when it was made", async () => {
  const { person } = await draw();
  await person.click(await head());
  await person.click(await screen.findByRole("button", { name: /^Ops/ }));
  expect(screen.getByText("For those on call")).toBeInTheDocument();
  expect(screen.getByRole("list", { name: "Can be assumed by" })).toHaveTextContent(
    `Everyone in account acme (${MANAGEMENT}) whom that account allows`,
  );
  expect(screen.getByText("up to 4 hours")).toBeInTheDocument();
  expect(screen.getByText("Mar 14, 2026")).toBeInTheDocument();
});

test("a policy shows its document, with its lines and a button that copies it", async () => {
  const { person, rust } = await draw();
  await person.click(await head());
  await person.click(await screen.findByRole("button", { name: /^Ops/ }));
  await person.click(screen.getByRole("button", { name: /^ReadOnlyAccess/ }));
  expect(await screen.findByRole("region", { name: "Policy ReadOnlyAccess" })).toHaveTextContent(
    '{ "of": "Ops", "policy": "arn:aws:iam::aws:policy/ReadOnlyAccess" }',
  );
  await person.click(screen.getByRole("button", { name: "Copy Policy ReadOnlyAccess" }));
  expect(rust.asked("copyText")[0]?.[0]).toContain('\n  "of": "Ops"');
  await person.click(screen.getByRole("button", { name: /^Extra/ }));
  expect(await screen.findByRole("region", { name: "Policy Extra" })).toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "Trust policy" }));
  expect(screen.getByRole("region", { name: "Trust policy of Ops" })).toHaveTextContent("sts:AssumeRole");
});

test("a policy that cannot be read says why", async () => {
  const { person, rust } = await draw();
  rust.refuse("rolePolicy", DENIED);
  await person.click(await head());
  await person.click(await screen.findByRole("button", { name: /^Ops/ }));
  await person.click(screen.getByRole("button", { name: /^Extra/ }));
  expect(await screen.findByRole("alert")).toHaveTextContent("Sign in with a role that grants it.");
});

test("what can be done with a role leads to its dialog, or into the console", async () => {
  const { person, onRoles, onOpen } = await draw();
  await person.click(await head());
  await person.click(await screen.findByRole("button", { name: /^Ops/ }));
  for (const name of ["Edit trust…", "Session…", "Delete…", "Create role…", "Open console as"]) {
    await person.click(screen.getByRole("button", { name }));
  }
  const accounts = [LEDGER];
  expect(onRoles.mock.calls).toEqual([
    [{ do: "editTrust", accounts, role: "Ops" }],
    [{ do: "session", accounts, role: "Ops" }],
    [{ do: "delete", accounts, role: "Ops" }],
    [{ do: "create", accounts }],
  ]);
  expect(onOpen).toHaveBeenCalledExactlyOnceWith("Ops");
});

test("AWS's own roles say that only AWS changes them, and that no person opens a console with them", async () => {
  const { person, onRoles } = await draw();
  await person.click(await head());
  await person.click(await screen.findByRole("button", { name: /^AWSServiceRole/ }));
  const edit = screen.getByRole("button", { name: "Edit trust…" });
  expect(edit).toHaveAccessibleDescription("Only AWS changes this role");
  await person.click(edit);
  expect(onRoles).not.toHaveBeenCalled();
  expect(screen.getByRole("button", { name: "Open console as" })).toHaveAccessibleDescription(
    "It trusts no person, only services of AWS",
  );
  expect(screen.getByText("None: the role may do nothing")).toBeInTheDocument();
});

test("many roles can be filtered by name, policy and who is trusted", async () => {
  const roles = ["A", "B", "C", "D"].map((name) => roleOf(`Team${name}`));
  const { person } = await draw({ roles: [...roles, OPS, SERVICE_ROLE] });
  await person.click(await head());
  const filter = await screen.findByRole("searchbox", { name: "Filter the roles" });
  await person.type(filter, "service organ");
  const list = screen.getByRole("list", { name: "Roles of ledger" });
  expect(within(list).getAllByRole("listitem")).toHaveLength(1);
  await person.type(filter, "x");
  expect(screen.getByText("No role fits “service organx”")).toBeInTheDocument();
});

test("a read-only connection and a closed account say so instead of making roles", async () => {
  const { unmount } = await draw({ world: { connections: [{ ...CONNECTIONS[0]!, readOnly: true }] } });
  const create = await screen.findByRole("button", { name: "Create role…", description: /read-only/ });
  expect(create).toHaveAttribute("aria-disabled", "true");
  unmount();
  await draw({ account: { ...ACCOUNT, state: "CLOSED" } });
  expect(await screen.findByRole("button", { name: "Create role…", description: /not in use/ })).toBeInTheDocument();
});

test("an account that cannot be read says why, and an invited one offers its first role", async () => {
  const { person, rust, onRoles } = await draw({ account: { ...ACCOUNT, joinedMethod: "INVITED" } });
  rust.refuse("roles", DENIED);
  await person.click(await head());
  expect(await screen.findByRole("alert")).toHaveTextContent("Not allowed to");
  await person.click(screen.getByRole("button", { name: "Make its role…" }));
  expect(onRoles).toHaveBeenCalledExactlyOnceWith({ do: "bootstrap", account: LEDGER });
});

test("an account without roles says what to do", async () => {
  const { person } = await draw({ roles: [] });
  await person.click(await head());
  expect(await screen.findByText(/There is no role in it/)).toBeInTheDocument();
});

test("where the default role is known to be missing, the card says so, helps, and asks again", async () => {
  const row = foundOf(LEDGER, { readiness: "probablyMissing", words: "AWS refused `sts:AssumeRole`." });
  const { person, rust, onRoles } = await draw({
    world: { readiness: { roles: [], rows: [row], progress: null, asOf: null, unfinished: false, failure: null } },
  });
  expect(await screen.findByText(/Probably missing/)).toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "Make its role…" }));
  expect(onRoles).toHaveBeenCalledExactlyOnceWith({ do: "bootstrap", account: LEDGER });
  await person.click(screen.getByRole("button", { name: "Check again" }));
  expect(rust.asked("startReadiness")).toEqual([
    [SANDBOX, { roles: ["OrganizationAccountAccessRole"], accounts: [LEDGER], rate: null, afresh: true }],
  ]);
});
