// @vitest-environment node
import { expect, test, vi } from "vitest";

import { indexTree, type TreeIndex } from "../ipc/tree";
import { LEDGER, LOGS, MANAGEMENT, PROD, SANDBOX, treeOf } from "../test/fixture";
import { paletteActions } from "./paletteActions";

function actions(...selected: string[]) {
  return actionsOn(indexTree(treeOf()), ...selected);
}

function actionsOn(index: TreeIndex | null, ...selected: string[]) {
  return actionsWith({ index, selected });
}

function actionsWith({
  index,
  selected,
  readOnly = null,
}: {
  index: TreeIndex | null;
  selected: readonly string[];
  readOnly?: string | null;
}) {
  const ask = vi.fn();
  const all = paletteActions({
    ask,
    setPage: vi.fn(),
    connection: SANDBOX,
    readOnly,
    refusals: { invite: null, create: "It is in an organization", details: null },
    onInvite: vi.fn(),
    onCreateOrganization: vi.fn(),
    index,
    managementAccountId: MANAGEMENT,
    selected,
  });
  return { ask, find: (id: string) => all.find((action) => action.id === id)! };
}

test("what is done with the selection names it", () => {
  const { ask, find } = actions(LEDGER, LOGS);
  expect(find("move")).toMatchObject({ name: "Move 2 accounts to…", refusal: null });
  expect(find("close")).toMatchObject({ name: "Close 2 accounts", refusal: null });
  find("tag").run();
  expect(ask).toHaveBeenCalledExactlyOnceWith({ do: "tag" });
});

test("what cannot be done is listed with its reason", () => {
  expect(actions().find("tag")).toMatchObject({
    name: "Edit tags of the selection",
    refusal: "Select an account or an OU first",
  });
  expect(actions(PROD).find("close").refusal).toBe("Only accounts can be closed");
  expect(actions(PROD).find("rename").refusal).toBeNull();
  expect(actions(LEDGER, LOGS).find("rename").refusal).toBe("Select one account first");
  expect(actions(MANAGEMENT).find("email").refusal).toMatch(/in its console/);
});

test("without an organization nothing is asked of its tree", () => {
  const { find } = actionsOn(null);
  for (const id of ["new-account", "new-accounts", "new-ou", "search", "expand", "collapse"]) {
    expect(find(id).refusal, id).toBe("There is no organization to work on");
  }
  expect(find("refresh").refusal).toBeUndefined();
});

test("nothing that begins a change can be chosen with a read-only connection, all else can", () => {
  const readOnly = "This connection is read-only";
  const { find } = actionsWith({ index: indexTree(treeOf()), selected: [LEDGER], readOnly });
  const refusals = (ids: readonly string[]) => ids.map((id) => find(id).refusal ?? null);
  const changing = [
    "new-account",
    "new-accounts",
    "new-ou",
    "invite",
    "move",
    "tag",
    "rename",
    "email",
    "remove",
    "close",
    "create-organization",
  ];
  expect(refusals(changing)).toEqual(changing.map(() => readOnly));
  const reading = ["search", "refresh", "expand", "collapse", "invitations", "details", "activity", "settings"];
  expect(refusals(reading)).toEqual(reading.map(() => null));
});
