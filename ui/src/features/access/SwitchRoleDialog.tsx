import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { Radio, RadioGroup } from "react-aria-components";

import { commands, type ConnectionId, type Failure, type SwitchRoleLink } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { AccountNode } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { CopyButton } from "../../kit/CopyButton";
import { Dialog } from "../../kit/Dialog";
import { FailureNote } from "../../kit/failureToast";
import { Field } from "../../kit/Field";
import { noteToast } from "../../kit/noteToast";
import { Suggest } from "../../kit/Suggest";

/** The colours that the console itself offers; it is not documented that it takes them from a link. */
const COLORS = [
  { id: "", name: "None" },
  { id: "F2B0A9", name: "Red" },
  { id: "FBBF93", name: "Orange" },
  { id: "FAD791", name: "Yellow" },
  { id: "B7CA9D", name: "Green" },
  { id: "99BCE3", name: "Blue" },
] as const;

interface SwitchRoleDialogProps {
  connection: ConnectionId;
  account: AccountNode;
  onClose: () => void;
}

/** A link that switches the role of whoever is signed in to the console. It holds no secret: it may be kept and shared. */
export function SwitchRoleDialog({ connection, account, onClose }: SwitchRoleDialogProps) {
  const choices = useQuery(q.consoleChoices(connection, account.id)).data;
  const [typedRole, setTypedRole] = useState<string | null>(null);
  const [name, setName] = useState(account.name);
  const [color, setColor] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const role = typedRole ?? choices?.options.role ?? choices?.role ?? "";
  const wanted: SwitchRoleLink = {
    account: account.id,
    role: useDeferredValue(role.trim()),
    displayName: useDeferredValue(name.trim()) || null,
    color: color || null,
  };
  const link = useQuery({ ...q.switchRoleLink(connection, wanted), enabled: wanted.role !== "" });
  const refusal = !choices
    ? "Wait until the choices are read"
    : role.trim() === ""
      ? "Choose a role"
      : link.isError
        ? "The link cannot be made so"
        : null;

  async function open(): Promise<void> {
    if (!choices) {
      return;
    }
    setBusy(true);
    setFailure(null);
    try {
      // In the browser that the account's consoles open in.
      await run(commands.openSwitchRole(connection, wanted, choices.options));
      noteToast("info", "The link opens in your browser");
      onClose();
    } catch (thrown) {
      setFailure(toFailure(thrown));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog title={`Switch-role link to ${account.name}`} label={account.id} onClose={onClose}>
      <form
        noValidate
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          if (refusal === null && !busy) {
            void open();
          }
        }}
      >
        <Suggest
          label="Role"
          mono
          autoFocus
          suggestions={choices?.roles ?? []}
          hint="With its path before it, where it has one: ops/Admin"
          value={role}
          onChange={setTypedRole}
        />
        <div className="pair">
          <Field label="Shown in the console as" value={name} onChange={setName} />
          <div className="field">
            <span className="field-name">Colour</span>
            <RadioGroup
              className="swatches"
              aria-label="Colour"
              orientation="horizontal"
              value={color}
              onChange={setColor}
            >
              {COLORS.map((each) => (
                <Radio key={each.id} value={each.id} className="swatch" aria-label={each.name}>
                  <span title={each.name} style={each.id ? { background: `#${each.id}` } : undefined} />
                </Radio>
              ))}
            </RadioGroup>
          </div>
        </div>
        {link.isError && <FailureNote failure={toFailure(link.error)} />}
        {link.data && (
          <>
            <div className="link-line">
              <code>{link.data.url}</code>
              <CopyButton what="link" text={link.data.url} />
            </div>
            <ul className="plan-lines">
              {link.data.words.map((words) => (
                <li key={words}>{words}</li>
              ))}
            </ul>
          </>
        )}
        {failure && <FailureNote failure={failure} />}
        <footer className="foot">
          <span className="muted grow">Holds no secret</span>
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" variant="primary" icon={ExternalLink} busy={busy} refusal={refusal}>
            Open link
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
