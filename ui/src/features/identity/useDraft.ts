import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";

import { commands, type ConnectionId, type IdentityDraft, type IdentitySpec, type JobId } from "../../ipc/bindings";
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
  /** The job that last set it up, or removed it. */
  run: JobId | null;
  write: (spec: IdentitySpec) => void;
  /** Another document takes the place of this one: what was run is not its doing. */
  open: (spec: IdentitySpec) => void;
  /** It is being run: by this job. */
  ran: (job: JobId) => void;
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
  // What was written last: a job begins long after the page that asked for it was drawn.
  const latest = useRef<IdentityDraft | null>(null);

  const starter = choices.data?.starter;
  const kept = view.data ? (view.data.draft ?? (starter ? { spec: starter } : null)) : null;
  const draft = own ?? kept;
  if (!draft) {
    return null;
  }

  const keep = (part: Partial<IdentityDraft>): void => {
    const next = { ...(latest.current ?? draft), ...part };
    latest.current = next;
    setOwn(next);
    const { queryKey } = q.identity(connection);
    // An answer that is on its way holds what was written before.
    void client.cancelQueries({ queryKey, exact: true });
    // Whoever leaves and comes back before it is kept finds it all the same.
    client.setQueryData(queryKey, (before) => before && { ...before, draft: next });
    setWaiting((before) => before + 1);
    last.current = last.current
      .then(() => run(commands.saveIdentityDraft(connection, next)))
      .then(
        () => {
          setUnsaved(false);
          // What depends on the draft: the account it names, whose passwords wait. Before the last one is kept,
          // Rust would tell an older one.
          if (latest.current === next) {
            void client.invalidateQueries({ queryKey, exact: true });
          }
        },
        (thrown: unknown) => {
          setUnsaved(true);
          failureToast("Could not keep the draft", toFailure(thrown));
        },
      )
      .finally(() => setWaiting((before) => before - 1));
  };

  const page = draft.page ?? "where";
  return {
    spec: draft.spec,
    step: stepNamed(page),
    saving: waiting > 0,
    unsaved,
    run: draft.run ?? null,
    write: (spec) => keep({ spec }),
    open: (spec) => keep({ spec, run: undefined }),
    ran: (job) => keep({ run: job, page: "run" }),
    go: (step) => keep({ page: step }),
  };
}
