import { useQuery } from "@tanstack/react-query";
import {
  Box,
  Check,
  ChevronsUpDown,
  KeyRound,
  Lock,
  LogIn,
  Settings2,
  Terminal,
  Users,
  type LucideIcon,
} from "lucide-react";
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Text } from "react-aria-components";

import type { Connection, ConnectionId, Kind, SessionView } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { Chip } from "../../kit/Chip";
import { groupsOf, nameOf, shortName } from "./groups";

export const KINDS: Record<Kind, { name: string; icon: LucideIcon; tone: "warn" | "info" | "plain" }> = {
  sandbox: { name: "Sandbox", icon: Box, tone: "warn" },
  profile: { name: "Profile", icon: KeyRound, tone: "info" },
  keys: { name: "Access key", icon: KeyRound, tone: "info" },
  identityCenter: { name: "Identity Center", icon: Users, tone: "info" },
  login: { name: "aws login", icon: LogIn, tone: "info" },
  environment: { name: "Environment", icon: Terminal, tone: "info" },
};

/** The entry that is no connection. */
const MANAGE = "manage…";

interface SwitcherProps {
  connection: ConnectionId | null;
  session: SessionView | undefined;
  failed: boolean;
  onSwitch: (connection: ConnectionId) => void;
  /** Shows all connections, to add and change them. */
  onManage: () => void;
}

/** Which connection is open and who is signed in, always on screen; a click lists the others. */
export function Switcher({ connection, session, failed, onSwitch, onManage }: SwitcherProps) {
  const connections = useQuery(q.connections());
  const current: Connection | undefined = session?.connection ?? connections.data?.find(({ id }) => id === connection);
  const kind = current && KINDS[current.kind];
  // The session knows what was so when it was opened.
  const readOnly = (connections.data?.find(({ id }) => id === current?.id) ?? current)?.readOnly;
  return (
    <MenuTrigger>
      <Button className="who">
        <span className="unseen">Switch the connection.</span>
        {current && kind ? (
          <>
            <span className="who-head">
              <Chip tone={kind.tone} icon={kind.icon}>
                {kind.name}
              </Chip>
              <span className="clip grow">{shortName(current)}</span>
              <ChevronsUpDown aria-hidden size={14} />
            </span>
            <span className="who-id">
              <span className="num grow">
                {session?.caller.accountId ?? (failed ? "Not signed in" : "Signing in…")}
              </span>
              {readOnly && <Chip icon={Lock}>Read-only</Chip>}
            </span>
            {session && (
              <span className="who-arn" title={session.caller.arn}>
                {identityOf(session.caller.arn)}
              </span>
            )}
          </>
        ) : (
          <span className="who-head">
            <span className="grow">Choose a connection</span>
            <ChevronsUpDown aria-hidden size={14} />
          </span>
        )}
      </Button>
      <Popover className="popover" placement="top start" offset={4}>
        <Menu
          className="menu connections-menu"
          aria-label="Connections"
          onAction={(key) => (key === MANAGE ? onManage() : onSwitch(String(key)))}
        >
          {groupsOf(connections.data ?? []).map((group) => (
            <MenuSection key={group.name} className="menu-section">
              <Header className="label menu-head">{group.name}</Header>
              {group.connections.map((each) => {
                const Icon = KINDS[each.kind].icon;
                return (
                  <MenuItem key={each.id} id={each.id} className="option" textValue={each.name}>
                    <Icon aria-hidden size={14} />
                    {/* Both lines are its name: what is seen is what is read aloud. */}
                    <Text slot="label" className="two-lines">
                      <span>{nameOf(each)}</span>
                      <small>{[each.detail, each.region].filter(Boolean).join(" · ")}</small>
                    </Text>
                    {each.id === connection && <Check aria-label="open now" size={14} />}
                  </MenuItem>
                );
              })}
            </MenuSection>
          ))}
          <MenuItem id={MANAGE} className="option" textValue="Manage connections">
            <Settings2 aria-hidden size={14} />
            <Text slot="label">Manage connections…</Text>
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

/** The end of an ARN, which says who: `user/admin`, `assumed-role/Admin/maria`. The account id stands above it. */
function identityOf(arn: string): string {
  return arn.split(":").slice(5).join(":") || arn;
}
