import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { commands, type Failure, type Question } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { CopyButton } from "../../kit/CopyButton";
import { Dialog } from "../../kit/Dialog";
import { FailureNote, failureToast } from "../../kit/failureToast";
import { Field } from "../../kit/Field";

/** What Rust asks a person while it signs in: codes, keys, patience. One after the other. */
export function Questions() {
  const questions = useQuery(q.questions());
  const [first] = questions.data ?? [];
  return first ? <QuestionDialog key={first.id} question={first} /> : null;
}

function QuestionDialog({ question }: { question: Question }) {
  const { kind } = question;
  const dismiss = () => {
    run(commands.dismissQuestion(question.id)).catch((thrown: unknown) =>
      failureToast("Could not cancel", toFailure(thrown)),
    );
  };
  if (kind.kind === "browser") {
    return (
      <Dialog title="Sign in with your browser" role="alertdialog" onClose={dismiss}>
        <div className="dialog-body">
          {kind.userCode === null ? (
            <p>Your browser shows a page that asks whether Canopy may see your accounts. Answer it there.</p>
          ) : (
            <>
              <p>Open this page, and enter the code only if it is the one you see there:</p>
              <p className="device-code mono">
                {kind.userCode} <CopyButton text={kind.userCode} what="code" />
              </p>
            </>
          )}
          <p className="muted">
            <code className="clip">{kind.url}</code>
          </p>
          <footer className="foot">
            <span className="grow muted">Waits {kind.minutesLeft} min at most</span>
            <Button autoFocus onClick={dismiss}>
              Cancel the sign-in
            </Button>
          </footer>
        </div>
      </Dialog>
    );
  }
  return <Typed question={question} onDismiss={dismiss} />;
}

const MFA_CODE = /^\d{6}$/;

/** A code or a key. It leaves the window with the click. */
function Typed({ question, onDismiss }: { question: Question; onDismiss: () => void }) {
  const [text, setText] = useState("");
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { kind } = question;
  const isCode = kind.kind === "mfaCode";
  const refusal = isCode
    ? MFA_CODE.test(text)
      ? null
      : "A code has six digits"
    : text.trim() === ""
      ? "Enter the secret access key"
      : null;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (refusal !== null || sending) {
      return;
    }
    const answer = text.trim();
    setText("");
    setSending(true);
    setFailure(null);
    try {
      await run(commands.answerQuestion(question.id, answer));
    } catch (thrown) {
      setFailure(toFailure(thrown));
    } finally {
      setSending(false);
    }
  }

  return (
    <Dialog title={isCode ? "Enter an MFA code" : "Enter a secret access key"} onClose={onDismiss}>
      <form noValidate className="dialog-body" onSubmit={(event) => void submit(event)}>
        {kind.kind === "mfaCode" && (
          <p className="muted">
            The code that <code>{kind.serial}</code> shows now. A code is good once.
          </p>
        )}
        {kind.kind === "secretKey" && <p className="muted">{kind.why}</p>}
        {failure && <FailureNote failure={failure} />}
        <Field
          label={isCode ? "Code" : `Secret of ${kind.kind === "secretKey" ? kind.accessKeyId : ""}`}
          mono
          autoFocus
          type={isCode ? "text" : "password"}
          value={text}
          onChange={setText}
        />
        <footer className="foot">
          <span className="grow" />
          <Button onClick={onDismiss}>Cancel</Button>
          <Button type="submit" variant="primary" busy={sending} refusal={refusal}>
            Continue
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
