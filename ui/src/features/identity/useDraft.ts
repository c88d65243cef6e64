import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";

import { commands, type ConnectionId, type IdentityDraft, type IdentitySpec } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { failureToast } from "../../kit/failureToast";
import { type StepId, stepNamed } from "./steps";

/** The document as it is being written, and whether Rust keeps what was written last. */
export interface Draft {
  spec: IdentitySpec;
  step: StepId;
  saving: boolean;
  /** Whether what was written last could not be kept. */
  unsaved: boolean;
  write: (spec: IdentitySpec) => void;
  go: (step: StepId) => void;
}

/** The draft of a connection; null while it is read. Each change is kept at once, one after the other. */
export function useDraft(connection: ConnectionId): Draft | null {
  const client = useQueryClient();
  const view = useQuery(q.identity(connection));
  const choices = useQuery(q.identityChoices(connection));
  const [own, setOwn] = useState<IdentityDraft | null>(null);
  const [waiting, setWaiting] = useState(0);
  const [unsaved, setUnsaved] = useState(false);
  const last = useRef<Promise<void>>(Promise.resolve());

  const starter = choices.data?.starter;
  const kept = view.data ? (view.data.draft ?? (starter ? { spec: starter } : null)) : null;
  const draft = own ?? kept;
  if (!draft) {
    return null;
  }

  function keep(next: IdentityDraft): void {
    setOwn(next);
    // Whoever leaves and comes back before it is kept finds it all the same.
    client.setQueryData(q.identity(connection).queryKey, (before) => before && { ...before, draft: next });
    setWaiting((before) => before + 1);
    last.current = last.current
      .then(() => run(commands.saveIdentityDraft(connection, next)))
      .then(
        () => {
          setUnsaved(false);
          // What depends on the draft: the account it names, whose passwords wait.
          void client.invalidateQueries({ queryKey: q.identity(connection).queryKey, exact: true });
        },
        (thrown: unknown) => {
          setUnsaved(true);
          failureToast("Could not keep the draft", toFailure(thrown));
        },
      )
      .finally(() => setWaiting((before) => before - 1));
  }

  const page = draft.page ?? "where";
  return {
    spec: draft.spec,
    step: stepNamed(page),
    saving: waiting > 0,
    unsaved,
    write: (spec) => keep({ spec, page }),
    go: (step) => keep({ spec: draft.spec, page: step }),
  };
}
