import {
  AtSign,
  Building2,
  ChevronsDownUp,
  ChevronsUpDown,
  CircleX,
  FileUp,
  FolderPlus,
  History,
  Info,
  LogOut,
  Mail,
  MoveRight,
  Pencil,
  Plus,
  ReceiptText,
  RefreshCw,
  Search,
  Settings,
  Tags,
  UserPlus,
  Users,
} from "lucide-react";

import { refreshNow } from "../features/organization/LoadState";
import type { Wish } from "../features/organization/OrganizationPage";
import {
  cannotChangeEmail,
  cannotEdit,
  cannotLetGo,
  cannotMove,
  cannotTag,
  inWords,
} from "../features/organization/rules";
import type { PaletteAction } from "../features/palette/Palette";
import type { ConnectionId, NodeId } from "../ipc/bindings";
import type { TreeIndex } from "../ipc/tree";
import type { Page } from "./Rail";

interface Ground {
  ask: (wish: Wish) => void;
  setPage: (page: Page) => void;
  connection: ConnectionId;
  index: TreeIndex | null;
  managementAccountId: NodeId;
  /** What is selected in the tree. */
  selected: readonly NodeId[];
  /** Why nothing may be changed; null where it may. */
  readOnly: string | null;
  /** Why it cannot be done; null if it can. */
  refusals: { invite: string | null; create: string | null; details: string | null };
  onInvite: () => void;
  onCreateOrganization: () => void;
}

/** What the palette can do beside opening accounts. */
export function paletteActions(ground: Ground): PaletteAction[] {
  const { ask, setPage, connection, refusals, onInvite, onCreateOrganization } = ground;
  const noTree = ground.index === null ? "There is no organization to work on" : null;
  const fixed = ground.readOnly ?? noTree;
  return [
    {
      id: "new-account",
      name: "New account",
      icon: Plus,
      refusal: fixed,
      run: () => ask({ do: "createAccount" }),
    },
    {
      id: "new-accounts",
      name: "Create accounts from CSV",
      icon: FileUp,
      refusal: fixed,
      run: () => ask({ do: "createAccounts" }),
    },
    {
      id: "new-ou",
      name: "New organizational unit",
      icon: FolderPlus,
      refusal: fixed,
      run: () => ask({ do: "createOu" }),
    },
    {
      id: "invite",
      name: "Invite accounts",
      icon: UserPlus,
      refusal: ground.readOnly ?? refusals.invite,
      run: onInvite,
    },
    ...withSelection(ground),
    {
      id: "create-organization",
      name: "Create organization",
      icon: Building2,
      refusal: ground.readOnly ?? refusals.create,
      run: onCreateOrganization,
    },
    {
      id: "search",
      name: "Search the tree",
      icon: Search,
      keys: "Ctrl F",
      refusal: noTree,
      run: () => ask({ do: "search" }),
    },
    { id: "refresh", name: "Refresh the organization", icon: RefreshCw, keys: "F5", run: () => refreshNow(connection) },
    { id: "expand", name: "Expand all", icon: ChevronsUpDown, refusal: noTree, run: () => ask({ do: "expandAll" }) },
    {
      id: "collapse",
      name: "Collapse all",
      icon: ChevronsDownUp,
      refusal: noTree,
      run: () => ask({ do: "collapseAll" }),
    },
    { id: "billing", name: "Show the bill", icon: ReceiptText, keys: "Ctrl 6", run: () => setPage("billing") },
    {
      id: "identity",
      name: "Set up the identity account",
      icon: Users,
      keys: "Ctrl 7",
      run: () => setPage("identity"),
    },
    { id: "invitations", name: "Go to invitations", icon: Mail, keys: "Ctrl 4", run: () => setPage("invitations") },
    {
      id: "details",
      name: "Show the organization’s details",
      icon: Info,
      refusal: refusals.details,
      run: () => setPage("details"),
    },
    { id: "activity", name: "Show the activity", icon: History, keys: "Ctrl 2", run: () => setPage("activity") },
    { id: "settings", name: "Show the settings", icon: Settings, keys: "Ctrl 3", run: () => setPage("settings") },
  ];
}

/** What can be done with the selection; what cannot, says why. */
function withSelection({ ask, index, managementAccountId, selected, readOnly }: Ground): PaletteAction[] {
  if (index === null) {
    return [];
  }
  const what = selected.length === 0 ? "the selection" : inWords(index, selected);
  const [only] = selected;
  const isOu = selected.length === 1 && only !== undefined && index.byId.get(only)?.kind === "ou";
  return [
    {
      id: "move",
      name: `Move ${what} to…`,
      icon: MoveRight,
      refusal: readOnly ?? cannotMove(index, selected),
      run: () => ask({ do: "move" }),
    },
    {
      id: "tag",
      name: `Edit tags of ${what}`,
      icon: Tags,
      refusal: readOnly ?? cannotTag(index, selected),
      run: () => ask({ do: "tag" }),
    },
    {
      id: "rename",
      name: `Rename ${what}`,
      icon: Pencil,
      keys: "F2",
      refusal: readOnly ?? (isOu ? null : cannotEdit(index, selected)),
      run: () => ask({ do: "renameSelected" }),
    },
    {
      id: "email",
      name: `Change the email of ${what}`,
      icon: AtSign,
      refusal: readOnly ?? cannotChangeEmail(index, selected, managementAccountId),
      run: () => ask({ do: "changeEmail" }),
    },
    {
      id: "remove",
      name: `Remove ${what} from the organization`,
      icon: LogOut,
      refusal: readOnly ?? cannotLetGo(index, selected, managementAccountId, "removed"),
      run: () => ask({ do: "remove" }),
    },
    {
      id: "close",
      name: `Close ${what}`,
      icon: CircleX,
      refusal: readOnly ?? cannotLetGo(index, selected, managementAccountId, "closed"),
      run: () => ask({ do: "close" }),
    },
  ];
}
