import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Save, Trash2 } from "lucide-react";
import { type FormEvent, useDeferredValue, useState } from "react";

import {
  type ExportDefaults,
  type ExportRequest,
  type ExportWritten,
  commands,
  type ConnectionId,
  type Failure,
  type RoleName,
} from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { AccountNode, TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Check } from "../../kit/Check";
import { Dialog } from "../../kit/Dialog";
import { FailureNote } from "../../kit/failureToast";
import { Field } from "../../kit/Field";
import { Segments } from "../../kit/Segments";
import { Suggest } from "../../kit/Suggest";
import { count } from "../../kit/words";
import { ExportPreview } from "./ExportPreview";
import { entriesOf } from "./launcherRows";
import { WrittenNote } from "./WrittenNote";

interface ExportDialogProps {
  connection: ConnectionId;
  index: TreeIndex;
  /** Accounts that are selected. */
  selected: readonly AccountNode[];
  onClose: () => void;
}

/** A profile for each account and role in the AWS configuration file, so that every tool of the AWS world can use them. */
export function ExportDialog(props: ExportDialogProps) {
  const defaults = useQuery(q.awsConfigDefaults(props.connection));
  return (
    <Dialog title="Profiles for the terminal" place="wide" onClose={props.onClose}>
      {defaults.data ? (
        <ExportForm {...props} defaults={defaults.data} />
      ) : (
        <div className="dialog-body">
          {defaults.isError ? (
            <FailureNote failure={toFailure(defaults.error)} />
          ) : (
            <p className="muted" role="status">
              Reading the configuration…
            </p>
          )}
        </div>
      )}
    </Dialog>
  );
}

function ExportForm({
  connection,
  index,
  selected,
  defaults,
  onClose,
}: ExportDialogProps & { defaults: ExportDefaults }) {
  const client = useQueryClient();
  const usual = useQuery(q.settings()).data?.defaultRole ?? "";
  const known = useQuery(q.readiness(connection)).data?.roles;
  const sessionRegion = useQuery(q.settings()).data?.sessionRegion ?? "";
  // They are the partition's: every account tells the same.
  const regions = useQuery(q.consoleChoices(connection, entriesOf(index)[0]?.account.id ?? "")).data?.regions ?? [];
  const [naming, setNaming] = useState(defaults.naming);
  const [region, setRegion] = useState(sessionRegion);
  const [added, setAdded] = useState<readonly RoleName[]>([]);
  // The default role, until someone chooses.
  const [ticked, setTicked] = useState<ReadonlySet<RoleName> | null>(null);
  const [other, setOther] = useState("");
  const [scope, setScope] = useState<"all" | "selected">(selected.length > 0 ? "selected" : "all");
  const [onlyReady, setOnlyReady] = useState(false);
  const [busy, setBusy] = useState<"write" | "remove" | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [written, setWritten] = useState<ExportWritten | null>(null);

  const roles = [...new Set([usual, ...(known ?? []), ...added])].filter(Boolean);
  const chosen = ticked ?? new Set([usual]);
  const request: ExportRequest = {
    naming: naming.trim(),
    region: region.trim() || null,
    roles: roles.filter((role) => chosen.has(role)),
    accounts: scope === "all" ? null : selected.map(({ id }) => id),
    onlyReady,
  };
  const asked = { ...request, naming: useDeferredValue(request.naming), region: useDeferredValue(request.region) };
  const possible = roles.some((role) => chosen.has(role));
  const preview = useQuery({
    ...q.awsConfigPreview(connection, asked),
    enabled: possible,
    placeholderData: keepPreviousData,
  });
  const refusal = !possible
    ? "Choose at least one role"
    : preview.isError
      ? "The profiles cannot be written so"
      : preview.data?.exported.profiles.length === 0
        ? "There is no profile to write"
        : null;

  async function work(what: "write" | "remove"): Promise<void> {
    setBusy(what);
    setFailure(null);
    try {
      setWritten(
        await run(
          what === "write" ? commands.writeAwsConfig(connection, request) : commands.removeAwsConfig(connection),
        ),
      );
      // The file is another now.
      await client.invalidateQueries({ queryKey: q.awsConfigDefaults(connection).queryKey });
    } catch (thrown) {
      setFailure(toFailure(thrown));
    } finally {
      setBusy(null);
    }
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (other !== "") {
      setAdded([...new Set([...added, other.trim()])]);
      setTicked(new Set([...chosen, other.trim()]));
      setOther("");
    } else if (refusal === null && busy === null) {
      void work("write");
    }
  }

  return (
    <form noValidate className="dialog-body" onSubmit={submit}>
      <p className="muted">
        In <code>{defaults.file}</code>. {defaults.words.join(" ")} Each profile asks Canopy for credentials when a tool
        uses it: no key is written.
      </p>
      <div className="role-columns">
        <div className="role-form">
          <Field
            label="Profiles are called"
            mono
            value={naming}
            hint={
              <>
                With <code>{"{account}"}</code>, <code>{"{account_id}"}</code>, <code>{"{role}"}</code>,{" "}
                <code>{"{ou}"}</code> and <code>{"{organization}"}</code>
              </>
            }
            onChange={setNaming}
          />
          <fieldset className="accounts-field">
            <legend>Roles</legend>
            {roles.map((role) => (
              <Check
                key={role}
                label={<code>{role}</code>}
                checked={chosen.has(role)}
                onChange={(on) => {
                  const next = new Set(chosen);
                  if (on) {
                    next.add(role);
                  } else {
                    next.delete(role);
                  }
                  setTicked(next);
                }}
              />
            ))}
            <div className="add-line">
              <Field label="Another role" mono value={other} onChange={setOther} />
              <Button type="submit" icon={Plus} refusal={other === "" ? "Type a name first" : null}>
                Add
              </Button>
            </div>
          </fieldset>
          <div className="field">
            <span className="field-name">Accounts</span>
            {selected.length > 0 ? (
              <Segments
                label="Accounts"
                chosen={scope}
                segments={[
                  { id: "selected", name: `${selected.length.toLocaleString("en")} selected` },
                  { id: "all", name: "All active" },
                ]}
                onChoose={setScope}
              />
            ) : (
              <p className="muted">All that are active, but your own. To write fewer, select them in the list first.</p>
            )}
            <Check
              label="Only where the role is known to let in"
              hint="What Readiness has found; what nobody asked for is left out."
              checked={onlyReady}
              onChange={setOnlyReady}
            />
          </div>
          <Suggest
            label="Region"
            mono
            placeholder="Left to each tool"
            suggestions={regions}
            value={region}
            onChange={setRegion}
          />
        </div>
        <ExportPreview
          exported={possible ? preview.data?.exported : undefined}
          failure={preview.isError ? toFailure(preview.error) : null}
        />
      </div>
      {written && <WrittenNote written={written} />}
      {failure && <FailureNote failure={failure} />}
      <footer className="foot role-foot">
        <Button
          variant="quiet"
          icon={Trash2}
          busy={busy === "remove"}
          refusal={defaults.profiles ? null : "The file has no profile of this connection"}
          onClick={() => void work("remove")}
        >
          Take the section out
        </Button>
        <span className="grow" />
        <Button onClick={onClose}>{written ? "Close" : "Cancel"}</Button>
        <Button
          type="submit"
          variant="primary"
          icon={Save}
          busy={busy === "write"}
          refusal={other === "" ? refusal : null}
        >
          {other !== ""
            ? "Add the role"
            : preview.data && refusal === null
              ? `Write ${count(preview.data.exported.profiles.length, "profile")}`
              : "Write profiles"}
        </Button>
      </footer>
    </form>
  );
}
