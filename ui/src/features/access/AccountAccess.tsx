import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ExternalLink, Link2 } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton, MenuTrigger, Popover } from "react-aria-components";

import type { ConnectionId, RoleName } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import type { AccountNode } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { type Command, MenuList } from "../../kit/ContextMenu";
import { CopyLinkDialog } from "./CopyLinkDialog";

interface AccountAccessProps {
  connection: ConnectionId;
  account: AccountNode;
  busy: boolean;
  onOpen: (role: RoleName | null) => void;
}

/** The ways into an account: its console with a chosen role, a link to it, and its roles. */
export function AccountAccess({ connection, account, busy, onOpen }: AccountAccessProps) {
  const settings = useQuery(q.settings());
  const recents = useQuery(q.recents(connection));
  // Only what is known already: reading roles signs in to the account.
  const roles = useQuery({ ...q.roles(connection, account.id), enabled: false });
  const [chosen, setChosen] = useState<RoleName | null>(null);
  const [linking, setLinking] = useState(false);

  const last = recents.data?.find((recent) => recent.account === account.id)?.role;
  const role = chosen ?? last ?? settings.data?.defaultRole ?? null;
  const known = new Set([
    ...(settings.data ? [settings.data.defaultRole] : []),
    ...(last ? [last] : []),
    // Roles that only services may assume are no way in for a person.
    ...(roles.data ?? [])
      .filter((each) => each.trusted.some((who) => !who.startsWith("the AWS service ")))
      .map((each) => each.name),
  ]);
  const commands: Command[] = [...known].map((name) => ({
    id: `role ${name}`,
    name: name === role ? `${name} (chosen)` : name,
    run: () => setChosen(name),
  }));

  return (
    <>
      <div className="access">
        <div className="side-actions">
          <span className="split-button">
            <Button variant="primary" icon={ExternalLink} busy={busy} onClick={() => onOpen(role)}>
              Open console
            </Button>
            <MenuTrigger>
              <AriaButton className="btn primary icon" aria-label="Choose the role">
                <ChevronDown aria-hidden />
              </AriaButton>
              <Popover className="popover" placement="bottom end" offset={4}>
                <MenuList label="Roles" commands={commands} />
              </Popover>
            </MenuTrigger>
          </span>
          <Button icon={Link2} onClick={() => setLinking(true)}>
            Copy link
          </Button>
        </div>
        <p className="muted clip">
          as <code>{role ?? "…"}</code>
        </p>
      </div>
      {linking && (
        <CopyLinkDialog connection={connection} account={account} role={role} onClose={() => setLinking(false)} />
      )}
    </>
  );
}
