import { useQuery } from "@tanstack/react-query";
import { FileText, KeyRound } from "lucide-react";
import { useState } from "react";

import { type Change, commands, type Failure, type HandedOut, type HandOut } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { Check } from "../../kit/Check";
import { CopyButton } from "../../kit/CopyButton";
import { FailureNote } from "../../kit/failureToast";
import { Field } from "../../kit/Field";
import { Note } from "../../kit/Note";
import { TextArea } from "../../kit/TextArea";
import { count } from "../../kit/words";
import type { StepProps } from "./parts";
import { blocking, errorAt } from "./steps";

interface HandOutStepProps extends StepProps {
  onReview: (changes: Change[]) => void;
}

/** A sheet for everyone, written by Rust: no password comes into the window. */
export function HandOutStep({ connection, spec, problems, write, onReview }: HandOutStepProps) {
  const waiting = useQuery(q.identity(connection)).data?.passwordsWaiting ?? [];
  const [handed, setHanded] = useState<HandedOut | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const people = spec.people ?? [];
  const handOut = spec.handOut ?? {};
  const change = (part: Partial<HandOut>) => write({ ...spec, handOut: { ...handOut, ...part } });

  async function writeSheets(): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      setHanded(await run(commands.handOut(connection, { spec })));
    } catch (thrown) {
      setFailure(toFailure(thrown));
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <div>
        <h2 className="h2">Hand-out</h2>
        <p className="muted">
          Everyone gets a sheet: where to sign in, the user name, the one-time password, links to their roles, and how
          to enrol MFA. A password stands on a sheet once; Canopy forgets it when the sheet is written or when it is
          closed.
        </p>
      </div>
      <Check
        label="Lines for the AWS configuration file"
        checked={handOut.awsConfig ?? true}
        onChange={(awsConfig) => change({ awsConfig })}
      />
      {(handOut.awsConfig ?? true) && (
        <Field
          label="Region in those lines"
          mono
          value={handOut.region ?? ""}
          error={errorAt(problems, "/handOut/region")}
          hint="Left empty, the tools choose."
          onChange={(region) => change({ region: region === "" ? null : region })}
        />
      )}
      <TextArea
        label="A sentence for everyone"
        rows={2}
        value={handOut.note ?? ""}
        error={errorAt(problems, "/handOut/note")}
        hint="Whom to ask, for example."
        onChange={(note) => change({ note: note === "" ? null : note })}
      />
      <div className="identity-card-head">
        <p className="grow muted" role="status">
          {waiting.length > 0
            ? `${count(waiting.length, "one-time password waits", "one-time passwords wait")} to be handed out`
            : "No one-time password waits to be handed out"}
        </p>
        <Button
          variant="primary"
          icon={FileText}
          busy={busy}
          refusal={
            people.length === 0
              ? "There is nobody to hand anything to"
              : blocking(problems).length > 0
                ? "Put the document right first"
                : null
          }
          onClick={() => void writeSheets()}
        >
          Write {count(people.length, "sheet")}
        </Button>
      </div>
      {failure && <FailureNote failure={failure} />}
      {handed && <Handed handed={handed} />}
      {people.length > 0 && (
        <ul className="identity-handout" aria-label="People">
          {people.map(({ name }) => {
            const sheet = handed?.sheets.find(({ person }) => person === name);
            return (
              <li key={name}>
                <b className="clip">{name}</b>
                <span className="muted grow">
                  {waiting.includes(name)
                    ? "one-time password waits"
                    : sheet
                      ? sheet.withPassword
                        ? "sheet with a one-time password written"
                        : "sheet without a password written"
                      : null}
                </span>
                <Button
                  changes
                  icon={KeyRound}
                  refusal={blocking(problems).length > 0 ? "Put the document right first" : null}
                  onClick={() => onReview([{ change: "newPasswords", spec, people: [name] }])}
                >
                  New password for {name}
                </Button>
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}

function Handed({ handed: { folder, sheets, signInUrl } }: { handed: HandedOut }) {
  const secret = sheets.filter(({ withPassword }) => withPassword).length;
  return (
    <Note
      tone="info"
      title={
        secret > 0
          ? `${count(sheets.length, "sheet")} written, ${secret.toLocaleString("en")} with a one-time password`
          : `${count(sheets.length, "sheet")} written, none with a password`
      }
      hint={
        <>
          {secret > 0 && <p>Delete them once everyone has theirs.</p>}
          <span className="link-line">
            <code>{folder}</code>
            <CopyButton what="folder" text={folder} />
          </span>
          <span className="link-line">
            <code>{signInUrl}</code>
            <CopyButton what="sign-in address" text={signInUrl} />
          </span>
        </>
      }
    />
  );
}
