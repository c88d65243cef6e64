import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ExternalLink, KeyRound, Link2, SlidersHorizontal, Star, UserRoundCog } from "lucide-react";
import { Button as AriaButton, MenuTrigger, Popover } from "react-aria-components";

import type { ConnectionId, RoleName } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import type { AccountNode } from "../../ipc/tree";
import { Button, IconButton } from "../../kit/Button";
import { type Command, MenuList } from "../../kit/ContextMenu";
import type { AccessWish } from "./accessWish";
import { copyCanopyLink } from "./copyCanopyLink";
import { cannotEnter, particulars } from "./options";
import { useFavourites } from "./useFavourites";

interface AccountAccessProps {
  connection: ConnectionId;
  account: AccountNode;
  busy: boolean;
  onOpen: (role: RoleName | null) => void;
  onWish: (wish: AccessWish) => void;
}

/** The ways into an account: its console as remembered, as another role, with other options, and links to it. */
export function AccountAccess({ connection, account, busy, onOpen, onWish }: AccountAccessProps) {
  const choices = useQuery(q.consoleChoices(connection, account.id)).data;
  const browsers = useQuery(q.browsers()).data ?? [];
  const services = useQuery(q.consoleServices()).data ?? [];
  // Only what is known already: reading roles signs in to the account.
  const read = useQuery({ ...q.roles(connection, account.id), enabled: false }).data ?? [];
  const { favourites, toggle } = useFavourites(connection);
  const favourite = favourites.has(account.id);
  const refusal = cannotEnter(account);

  const role = choices ? (choices.options.role ?? choices.role) : null;
  const others = new Set([
    ...(choices?.roles ?? []),
    // Roles that only services may assume are no way in for a person.
    ...read.filter((each) => each.trusted.some((who) => !who.startsWith("the AWS service "))).map(({ name }) => name),
  ]);
  const commands: (Command | null)[] = [
    ...[...others]
      .filter((name) => name !== role)
      .map((name) => ({
        id: `role ${name}`,
        name: `Open as ${name}`,
        icon: KeyRound,
        refusal,
        run: () => onOpen(name),
      })),
    ...(others.size > 1 ? [null] : []),
    {
      id: "copy-link",
      name: "Copy sign-in link…",
      icon: Link2,
      refusal,
      run: () => onWish({ do: "copyLink", account: account.id, options: null }),
    },
    {
      id: "canopy-link",
      name: "Copy Canopy link",
      icon: Link2,
      run: () => {
        if (choices) {
          void copyCanopyLink(connection, account.id, account.name, choices.options);
        }
      },
    },
    {
      id: "switch-role",
      name: "Switch-role link…",
      icon: UserRoundCog,
      run: () => onWish({ do: "switchRole", accounts: [account.id] }),
    },
  ];

  return (
    <div className="access">
      <div className="side-actions">
        <span className="split-button">
          <Button variant="primary" icon={ExternalLink} busy={busy} refusal={refusal} onClick={() => onOpen(null)}>
            Open console
          </Button>
          <MenuTrigger>
            <AriaButton className="btn primary icon" aria-label="Other ways in">
              <ChevronDown aria-hidden />
            </AriaButton>
            <Popover className="popover" placement="bottom end" offset={4}>
              <MenuList label="Other ways in" commands={commands} />
            </Popover>
          </MenuTrigger>
        </span>
        <Button icon={SlidersHorizontal} onClick={() => onWish({ do: "options", account: account.id })}>
          Options…
        </Button>
        <IconButton icon={Star} label="Favourite" pressed={favourite} onClick={() => toggle(account.id)} />
      </div>
      <p className="muted access-words">
        as <code>{role ?? "…"}</code>
        {choices &&
          particulars(choices.options, browsers, services).map((words) => <span key={words}> · {words}</span>)}
      </p>
    </div>
  );
}
