import { useQuery } from "@tanstack/react-query";
import { ExternalLink, Link2 } from "lucide-react";
import { type FormEvent, useDeferredValue, useState } from "react";

import {
  commands,
  type ConnectionId,
  type ConsoleChoices,
  type ConsoleOptions,
  type Destination,
  type Failure,
} from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { isRoleName, ROLE_NAME_WORDS } from "../../ipc/roleName";
import { MODE_WORDS } from "../../ipc/sessionModes";
import type { AccountNode } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Check } from "../../kit/Check";
import { Dialog } from "../../kit/Dialog";
import { FailureNote } from "../../kit/failureToast";
import { Field } from "../../kit/Field";
import { noteToast } from "../../kit/noteToast";
import { Select } from "../../kit/Select";
import { Suggest } from "../../kit/Suggest";
import type { AccessWish } from "./accessWish";
import { DestinationFields, draftOf, placeOf } from "./DestinationFields";
import { cannotEnter, cannotPlace, durationChoices, modeChoices } from "./options";
import { tellOpened } from "./useConsole";

interface ConsoleOptionsDialogProps {
  connection: ConnectionId;
  account: AccountNode;
  /** Where to land, in the place of what is remembered. */
  destination?: Destination | undefined;
  onWish: (wish: AccessWish) => void;
  onClose: () => void;
}

/** How to step into one account, this once or from now on. */
export function ConsoleOptionsDialog(props: ConsoleOptionsDialogProps) {
  const { connection, account, onClose } = props;
  const choices = useQuery(q.consoleChoices(connection, account.id));
  return (
    <Dialog title={`Open the console of ${account.name}`} label={account.id} onClose={onClose}>
      {choices.data ? (
        <OptionsForm {...props} choices={choices.data} />
      ) : (
        <div className="dialog-body">
          {choices.isError ? (
            <FailureNote failure={toFailure(choices.error)} />
          ) : (
            <p className="muted" role="status">
              Reading what is known…
            </p>
          )}
        </div>
      )}
    </Dialog>
  );
}

function OptionsForm({
  connection,
  account,
  destination: asked,
  choices,
  onWish,
  onClose,
}: ConsoleOptionsDialogProps & { choices: ConsoleChoices }) {
  const browsers = useQuery(q.browsers()).data ?? [];
  const region = useQuery(q.settings()).data?.sessionRegion ?? "";
  const [options, setOptions] = useState(choices.options);
  const [role, setRole] = useState<string>(choices.options.role ?? choices.role);
  const [place, setPlace] = useState(() => draftOf(asked ?? choices.options.destination));
  // A place that was asked for is for this once.
  const [remember, setRemember] = useState(choices.remembered && !asked);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  // How long a session may last is the role's.
  const asRole = useDeferredValue(role.trim());
  const length = useQuery({
    ...q.consoleChoices(connection, account.id, isRoleName(asRole) ? asRole : null),
    placeholderData: choices,
  }).data;
  const set = (part: Partial<ConsoleOptions>) => setOptions((before) => ({ ...before, ...part }));

  const browser = browsers.find(({ id }) => id === options.browser);
  const noProfile = cannotPlace("profile", browser);
  const noContainer = cannotPlace("container", browser);
  const destination = placeOf(place);
  const wanted: ConsoleOptions | null = destination && {
    ...options,
    role: role.trim() === choices.role && !choices.options.role ? null : role.trim(),
    destination,
    profile: noProfile === null ? options.profile?.trim() || null : null,
    container: noContainer === null ? options.container?.trim() || null : null,
  };
  const refusal =
    cannotEnter(account) ??
    (isRoleName(role.trim()) ? null : role.trim() === "" ? "Choose a role" : ROLE_NAME_WORDS) ??
    (wanted === null ? (place.kind === "service" ? "Choose a service" : "Enter the address") : null);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (refusal !== null || wanted === null || busy) {
      return;
    }
    setBusy(true);
    setFailure(null);
    try {
      tellOpened(await run(commands.openConsole(connection, account.id, wanted, remember)), account.name);
      onClose();
    } catch (thrown) {
      setFailure(toFailure(thrown));
    } finally {
      setBusy(false);
    }
  }

  async function forget(): Promise<void> {
    try {
      await run(commands.forgetConsoleOptions(connection, account.id));
      noteToast("info", `${account.name} opens as usual again`);
      onClose();
    } catch (thrown) {
      setFailure(toFailure(thrown));
    }
  }

  return (
    <form noValidate className="dialog-body" onSubmit={(event) => void submit(event)}>
      <Suggest
        label="Role"
        mono
        autoFocus
        suggestions={choices.roles}
        value={role}
        error={role === "" || isRoleName(role.trim()) ? null : ROLE_NAME_WORDS}
        onChange={setRole}
      />
      <DestinationFields
        draft={place}
        regions={choices.regions}
        partition={choices.partition}
        usualRegion={region}
        onChange={setPlace}
      />
      <Select
        label="Session lasts"
        choices={durationChoices(length ?? choices)}
        chosen={String(options.durationSeconds ?? "")}
        onChoose={(id) => set({ durationSeconds: id === "" ? null : Number(id) })}
      />
      <div className="pair">
        <Select
          label="Browser"
          choices={[{ id: "", name: "The system’s default" }, ...browsers.map(({ id, name }) => ({ id, name }))]}
          chosen={options.browser ?? ""}
          onChoose={(id) => set({ browser: id === "" ? null : id })}
        />
        <Select
          label="Where a console is open already"
          choices={modeChoices(choices.partition, browser)}
          chosen={options.session ?? ""}
          onChoose={(id) =>
            set({ session: id === "plain" || id === "multiSession" || id === "logOutFirst" ? id : null })
          }
        />
      </div>
      <p className="field-hint">{MODE_WORDS[options.session ?? browser?.mode ?? "plain"].meaning}</p>
      <div className="pair">
        <Field
          label="Profile"
          value={noProfile === null ? (options.profile ?? "") : ""}
          refusal={noProfile}
          onChange={(profile) => set({ profile })}
        />
        <Field
          label="Container"
          value={noContainer === null ? (options.container ?? "") : ""}
          refusal={noContainer}
          onChange={(container) => set({ container })}
        />
      </div>
      <Check
        label={`Remember for ${account.name}`}
        hint="Open console and Enter use these from now on."
        checked={remember}
        onChange={setRemember}
      />
      {failure && <FailureNote failure={failure} />}
      <footer className="foot">
        <Button
          variant="quiet"
          icon={Link2}
          refusal={refusal}
          onClick={() => wanted && onWish({ do: "copyLink", account: account.id, options: wanted })}
        >
          Copy sign-in link…
        </Button>
        {choices.remembered && (
          <Button variant="quiet" onClick={() => void forget()}>
            Forget
          </Button>
        )}
        <span className="grow" />
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" icon={ExternalLink} busy={busy} refusal={refusal}>
          Open console
        </Button>
      </footer>
    </form>
  );
}
