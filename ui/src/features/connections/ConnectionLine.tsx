import { useQueryClient } from "@tanstack/react-query";
import { Ellipsis, KeyRound, Lock, LockOpen, LogIn, Pencil, ShieldCheck, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton, MenuTrigger, Popover } from "react-aria-components";

import { commands, type Connection } from "../../ipc/bindings";
import { run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { Chip } from "../../kit/Chip";
import { type Command, MenuList } from "../../kit/ContextMenu";
import { failureToast } from "../../kit/failureToast";
import { nameOf } from "./groups";
import { canUseCode, signInAgain } from "./signIn";
import { KINDS } from "./Switcher";

interface ConnectionLineProps {
  connection: Connection;
  /** It is the one that is open. */
  open: boolean;
  onOpen: () => void;
  onEdit: () => void;
  onCheck: () => void;
  onRemove: () => void;
}

/** One way to sign in, and what can be done with it. */
export function ConnectionLine({ connection, open, onOpen, onEdit, onCheck, onRemove }: ConnectionLineProps) {
  const client = useQueryClient();
  const [signingIn, setSigningIn] = useState(false);
  const { icon, name, tone } = KINDS[connection.kind];

  async function signIn(device: boolean): Promise<void> {
    setSigningIn(true);
    try {
      await signInAgain(client, connection.id, device);
    } catch (thrown) {
      failureToast(`Could not sign in to ${connection.name}`, toFailure(thrown));
    } finally {
      setSigningIn(false);
    }
  }

  const readOnly: Command = {
    id: "read-only",
    name: connection.readOnly ? "Allow changes" : "Make read-only",
    icon: connection.readOnly ? LockOpen : Lock,
    run: () => {
      run(commands.setReadOnly(connection.id, !connection.readOnly)).catch((thrown: unknown) =>
        failureToast("Could not change the connection", toFailure(thrown)),
      );
    },
  };
  const check: Command = {
    id: "permissions",
    name: "Permissions…",
    icon: ShieldCheck,
    refusal: open ? null : "Open it first",
    run: onCheck,
  };
  const again: Command[] =
    connection.kind === "sandbox"
      ? []
      : [
          {
            id: "sign-in",
            name: "Sign in again",
            icon: LogIn,
            refusal: signingIn ? "Canopy is signing in" : null,
            run: () => void signIn(false),
          },
          ...(canUseCode(connection)
            ? [
                {
                  id: "sign-in-code",
                  name: "Sign in with a code",
                  icon: KeyRound,
                  refusal: signingIn ? "Canopy is signing in" : null,
                  run: () => void signIn(true),
                },
              ]
            : []),
        ];
  const own: (Command | null)[] = connection.spec
    ? [null, { id: "remove", name: "Remove…", icon: Trash2, danger: true, run: onRemove }]
    : [];
  return (
    <li className="connection-line">
      <Chip icon={icon} tone={tone}>
        {name}
      </Chip>
      <span className="connection-words grow">
        <span className="clip">
          <b>{nameOf(connection)}</b> {connection.readOnly && <Chip icon={Lock}>Read-only</Chip>}
        </span>
        <small className="muted clip">{[connection.detail, connection.region].filter(Boolean).join(" · ")}</small>
      </span>
      {connection.spec && (
        <Button variant="quiet" icon={Pencil} onClick={onEdit}>
          Edit…
        </Button>
      )}
      <MenuTrigger>
        <AriaButton className="btn icon quiet" aria-label={`More for ${connection.name}`}>
          <Ellipsis aria-hidden />
        </AriaButton>
        <Popover className="popover" placement="bottom end" offset={4}>
          <MenuList label={`Actions for ${connection.name}`} commands={[readOnly, check, ...again, ...own]} />
        </Popover>
      </MenuTrigger>
      <Button refusal={open ? "It is open" : null} busy={signingIn} onClick={onOpen}>
        Open
      </Button>
    </li>
  );
}
