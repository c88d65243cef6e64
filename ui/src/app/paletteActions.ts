import {
  Building2,
  ChevronsDownUp,
  ChevronsUpDown,
  FolderPlus,
  History,
  Info,
  Mail,
  Plus,
  RefreshCw,
  Search,
  Settings,
  UserPlus,
} from "lucide-react";

import { refreshNow } from "../features/organization/LoadState";
import type { Wish } from "../features/organization/OrganizationPage";
import type { PaletteAction } from "../features/palette/Palette";
import type { ConnectionId } from "../ipc/bindings";
import type { Page } from "./Rail";

interface Ground {
  ask: (wish: Wish) => void;
  setPage: (page: Page) => void;
  connection: ConnectionId;
  /** Why it cannot be done; null if it can. */
  refusals: { invite: string | null; create: string | null; details: string | null };
  onInvite: () => void;
  onCreateOrganization: () => void;
}

/** What the palette can do beside opening accounts. */
export function paletteActions({
  ask,
  setPage,
  connection,
  refusals,
  onInvite,
  onCreateOrganization,
}: Ground): PaletteAction[] {
  return [
    { id: "new-account", name: "New account", icon: Plus, run: () => ask({ do: "createAccount" }) },
    { id: "new-ou", name: "New organizational unit", icon: FolderPlus, run: () => ask({ do: "createOu" }) },
    { id: "invite", name: "Invite accounts", icon: UserPlus, refusal: refusals.invite, run: onInvite },
    {
      id: "create-organization",
      name: "Create organization",
      icon: Building2,
      refusal: refusals.create,
      run: onCreateOrganization,
    },
    { id: "search", name: "Search the tree", icon: Search, keys: "Ctrl F", run: () => ask({ do: "search" }) },
    { id: "refresh", name: "Refresh the organization", icon: RefreshCw, keys: "F5", run: () => refreshNow(connection) },
    { id: "expand", name: "Expand all", icon: ChevronsUpDown, run: () => ask({ do: "expandAll" }) },
    { id: "collapse", name: "Collapse all", icon: ChevronsDownUp, run: () => ask({ do: "collapseAll" }) },
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
