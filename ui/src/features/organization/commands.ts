import {
  AtSign,
  ChevronsDownUp,
  CircleX,
  ClipboardPaste,
  Copy,
  ExternalLink,
  FileUp,
  FolderPlus,
  KeyRound,
  LogOut,
  MoveRight,
  Pencil,
  Plus,
  Scissors,
  ShieldCheck,
  SlidersHorizontal,
  SquareUser,
  Star,
  StarOff,
  Tags,
  Trash2,
} from "lucide-react";

import type { AccountId, NodeId } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import type { Command } from "../../kit/ContextMenu";
import { count, keys } from "../../kit/words";
import type { Actions } from "./asking";
import type { Consoles } from "./OrganizationPage";
import { cannotChangeEmail, cannotDelete, cannotEdit, cannotLetGo, cannotMove, inWords } from "./rules";

interface Ground {
  index: TreeIndex;
  managementAccountId: AccountId;
  id: NodeId;
  /** What the menu acts on: the selection, if the row is part of it. */
  ids: readonly NodeId[];
  cut: ReadonlySet<NodeId>;
  pasteRefusal: string | null;
  actions: Actions;
  openConsole: (account: NodeId) => void;
  consoles: Consoles;
  copy: (text: string) => void;
  onCut: () => void;
  onPaste: () => void;
  onFold: (id: NodeId) => void;
}

/** The accounts among `ids` and below them. */
function accountsBelow(index: TreeIndex, ids: readonly NodeId[]): NodeId[] {
  const chosen = new Set(ids);
  return [...index.byId.values()]
    .filter((node) => node.kind === "account" && index.lineage(node.id).some(({ id }) => chosen.has(id)))
    .map(({ id }) => id);
}

/** What can be done with a row, for its menu. */
export function commandsFor(ground: Ground): (Command | null)[] {
  const { index, id, ids, actions } = ground;
  const node = index.byId.get(id);
  if (!node) {
    return [];
  }
  const several = ids.length > 1;
  const cutAndMove: (Command | null)[] = [
    {
      id: "cut",
      changes: true,
      name: several ? `Cut ${inWords(index, ids)}` : "Cut",
      icon: Scissors,
      keys: keys("Ctrl X"),
      refusal: cannotMove(index, ids),
      run: ground.onCut,
    },
    {
      id: "move",
      changes: true,
      name: "Move to…",
      icon: MoveRight,
      refusal: cannotMove(index, ids),
      run: () => actions.move(ids),
    },
  ];
  const tags: Command = { id: "tags", changes: true, name: "Edit tags…", icon: Tags, run: () => actions.tag(ids) };
  const letGo: Command[] = [
    {
      id: "remove",
      changes: true,
      name: "Remove from the organization…",
      icon: LogOut,
      danger: true,
      refusal: cannotLetGo(index, ids, ground.managementAccountId, "removed"),
      run: () => actions.remove(ids),
    },
    {
      id: "close",
      changes: true,
      name: several ? "Close accounts…" : "Close account…",
      icon: CircleX,
      danger: true,
      refusal: cannotLetGo(index, ids, ground.managementAccountId, "closed"),
      run: () => actions.close(ids),
    },
  ];
  const below = accountsBelow(index, ids);
  const createRole: Command = {
    id: "create-role",
    changes: true,
    name: node.kind === "account" && !several ? "Create role…" : `Create role in ${count(below.length, "account")}…`,
    icon: KeyRound,
    refusal: below.length === 0 ? "There is no account in it" : null,
    run: () => actions.roles("create", below),
  };
  if (several) {
    const none = below.length === 0 ? "There is no account among them" : null;
    return [
      ...cutAndMove,
      tags,
      null,
      createRole,
      {
        id: "edit-trust",
        changes: true,
        name: "Edit trust of a role…",
        icon: ShieldCheck,
        refusal: none,
        run: () => actions.roles("editTrust", below),
      },
      {
        id: "delete-role",
        changes: true,
        name: "Delete a role…",
        icon: Trash2,
        refusal: none,
        run: () => actions.roles("delete", below),
      },
      null,
      ...letGo,
      null,
      { id: "copy-ids", name: "Copy ids", icon: Copy, run: () => ground.copy(ids.join("\n")) },
    ];
  }
  if (node.kind === "account") {
    return [
      { id: "console", name: "Open console", icon: ExternalLink, keys: "Enter", run: () => ground.openConsole(id) },
      {
        id: "console-options",
        name: "Console options…",
        icon: SlidersHorizontal,
        run: () => ground.consoles.options(id),
      },
      ground.consoles.favourites.has(id)
        ? { id: "favourite", name: "Remove from favourites", icon: StarOff, run: () => ground.consoles.toggle(id) }
        : { id: "favourite", name: "Add to favourites", icon: Star, run: () => ground.consoles.toggle(id) },
      null,
      ...cutAndMove,
      {
        id: "rename",
        changes: true,
        name: "Rename…",
        icon: Pencil,
        keys: "F2",
        refusal: cannotEdit(index, ids),
        run: () => actions.renameAccount(id),
      },
      {
        id: "email",
        changes: true,
        name: "Change email…",
        icon: AtSign,
        refusal: cannotChangeEmail(index, ids, ground.managementAccountId),
        run: () => actions.changeEmail(id),
      },
      tags,
      createRole,
      null,
      ...letGo,
      null,
      { id: "copy-id", name: "Copy account id", icon: Copy, run: () => ground.copy(id) },
      { id: "copy-email", name: "Copy email", icon: SquareUser, run: () => ground.copy(node.email) },
    ];
  }
  const paste: Command = {
    id: "paste",
    changes: true,
    name: ground.cut.size > 0 ? `Paste ${inWords(index, [...ground.cut])}` : "Paste",
    icon: ClipboardPaste,
    keys: keys("Ctrl V"),
    refusal: ground.pasteRefusal,
    run: ground.onPaste,
  };
  const inside: (Command | null)[] = [
    { id: "new-account", changes: true, name: "New account…", icon: Plus, run: () => actions.createAccount(id) },
    {
      id: "new-accounts",
      changes: true,
      name: "Create accounts from CSV…",
      icon: FileUp,
      run: () => actions.createAccounts(),
    },
    { id: "new-ou", changes: true, name: "New OU…", icon: FolderPlus, run: () => actions.createOu(id) },
    paste,
    null,
  ];
  const copies: (Command | null)[] = [
    { id: "fold", name: "Collapse everything below", icon: ChevronsDownUp, run: () => ground.onFold(id) },
    { id: "copy-id", name: "Copy id", icon: Copy, run: () => ground.copy(id) },
  ];
  if (node.kind === "root") {
    return [...inside, tags, createRole, null, ...copies];
  }
  return [
    ...inside,
    ...cutAndMove,
    tags,
    createRole,
    { id: "rename", changes: true, name: "Rename…", icon: Pencil, keys: "F2", run: () => actions.renameOu(id) },
    {
      id: "delete",
      changes: true,
      name: "Delete",
      icon: Trash2,
      keys: "Del",
      danger: true,
      refusal: cannotDelete(index, id),
      run: () => actions.deleteOu(id),
    },
    null,
    ...copies,
    { id: "copy-path", name: "Copy path", icon: Copy, run: () => ground.copy(index.path(id)) },
  ];
}
