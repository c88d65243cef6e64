import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { indexTree } from "../../ipc/tree";
import { CENTER, INSTANCE, NO_CENTER, POWER, UNUSED } from "../../test/center";
import { DENIED, LEDGER, MANAGEMENT, PREVIEW, SANDBOX, treeOf } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { fill, showWithToasts, wordsOf } from "../../test/show";
import { CenterCard } from "./CenterCard";

function draw(answers: Parameters<typeof fakeRust>[1] = {}) {
  const rust = fakeRust({}, answers);
  const onConsole = vi.fn();
  const card = <CenterCard connection={SANDBOX} index={indexTree(treeOf())} onConsole={onConsole} />;
  return { rust, onConsole, ...showWithToasts(card) };
}

const enabled = { identityCenter: () => CENTER, permissionSets: () => [POWER, UNUSED] };
const button = (name: string | RegExp) => screen.getByRole("button", { name });

test("that it is enabled is said with where, and its console opens in the account that it belongs to", async () => {
  const { person, onConsole } = draw(enabled);
  expect(await screen.findByText("It is enabled")).toBeInTheDocument();
  const card = screen.getByRole("region", { name: "IAM Identity Center" });
  expect(card).toHaveTextContent("It is enabled in eu-west-1, in the account acme.");
  await person.click(button("Open in the console…"));
  expect(onConsole).toHaveBeenCalledExactlyOnceWith(MANAGEMENT, {
    kind: "service",
    id: "identity-center",
    region: "eu-west-1",
  });
});

test("permission sets are told with what they may do; who has one where is read once somebody looks", async () => {
  const { person, rust } = draw({
    ...enabled,
    permissionSetAssigned: () => ({
      assigned: [
        { principal: "group", id: "g-1", name: "Developers", accounts: [LEDGER, PREVIEW] },
        { principal: "user", id: "u-1", name: null, accounts: [LEDGER] },
      ],
      failure: DENIED,
    }),
  });
  await person.click(await screen.findByRole("button", { name: "Permission sets and assignments…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Permission sets" }));
  const power = within(await dialog.findByRole("region", { name: "Permission set PowerUserAccess" }));
  expect(rust.asked("permissionSetAssigned")).toEqual([]);
  await person.click(power.getByRole("button", { expanded: false }));
  expect(power.getByText("1 h 30 min")).toBeInTheDocument();
  expect(power.getByText("/ops/Limits")).toBeInTheDocument();
  expect(power.getByRole("region", { name: "Policy written into PowerUserAccess" })).toHaveTextContent("2012-10-17");
  const who = await power.findByRole("list", { name: "Who is assigned PowerUserAccess" });
  expect(within(who).getAllByRole("listitem").map(wordsOf)).toEqual([
    "Group Developers in 2 accountsledger, preview",
    "User u-1 in 1 accountledger",
  ]);
  expect(power.getByRole("alert"), "why a name is missing").toHaveTextContent("Names are missing: ");
  expect(rust.asked("permissionSetAssigned")).toEqual([[SANDBOX, INSTANCE, POWER.arn, [LEDGER, PREVIEW]]]);

  const unused = within(dialog.getByRole("region", { name: "Permission set ReadOnlyAccess" }));
  await person.click(unused.getByRole("button", { expanded: false }));
  expect(unused.getByText("It is assigned to nobody.")).toBeInTheDocument();
  expect(rust.asked("permissionSetAssigned"), "nobody is asked about").toHaveLength(1);
});

test("where nothing was found, another region can be looked in", async () => {
  const { person, rust } = draw({
    identityCenter: (_, region) => (region === null ? NO_CENTER : CENTER),
  });
  expect(await screen.findByText(NO_CENTER.words!)).toBeInTheDocument();
  await fill(person, screen.getByRole("combobox", { name: "Another region" }), "eu-west-1");
  await person.click(button("Look there"));
  expect(await screen.findByText("It is enabled")).toBeInTheDocument();
  expect(rust.asked("identityCenter").map(([, region]) => region)).toEqual([null, "eu-west-1"]);
});

test("who may not look is told so, and not alarmed: an identity account can be made all the same", async () => {
  draw({ identityCenter: () => Promise.reject(DENIED) });
  expect(await screen.findByText(/Whether it is enabled cannot be told/)).toBeInTheDocument();
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
});

test("permission sets that cannot be read say why", async () => {
  const { person } = draw({ ...enabled, permissionSets: () => Promise.reject(DENIED) });
  await person.click(await screen.findByRole("button", { name: "Permission sets and assignments…" }));
  expect(await screen.findByRole("alert")).toBeInTheDocument();
});
