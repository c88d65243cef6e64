import type { NodeId } from "../../ipc/bindings";
import type { Actions } from "./asking";
import type { Wish } from "./OrganizationPage";
import type { TreeView } from "./useTreeView";

/** What wishes are granted with. */
interface Means {
  /** Where new things go. */
  here: NodeId;
  selected: readonly NodeId[];
  seen: Pick<TreeView, "reveal" | "openAll" | "closeAll">;
  actions: Actions;
  rename: (id: NodeId) => void;
  focusTree: () => void;
  focusSearch: () => void;
}

/** Does what was wished for elsewhere. */
export function grant(wish: Wish, { here, selected, seen, actions, rename, focusTree, focusSearch }: Means): void {
  const only = selected[0] ?? "";
  switch (wish.do) {
    case "reveal":
      // In this order: a tree that gets the keyboard without a row chosen chooses its first.
      focusTree();
      return seen.reveal(wish.id);
    case "createOu":
      return actions.createOu(here);
    case "createAccount":
      return actions.createAccount(here);
    case "createAccounts":
      return actions.createAccounts();
    case "move":
      return actions.move(selected);
    case "tag":
      return actions.tag(selected);
    case "renameSelected":
      return rename(only);
    case "changeEmail":
      return actions.changeEmail(only);
    case "remove":
      return actions.remove(selected);
    case "close":
      return actions.close(selected);
    case "search":
      return focusSearch();
    case "expandAll":
      return seen.openAll();
    case "collapseAll":
      return seen.closeAll();
  }
}
