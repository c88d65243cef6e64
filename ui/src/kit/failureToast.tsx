import { Note } from "./Note";
import { toast } from "./Toasts";
import { sentence } from "./words";

/** What a failure looks like here: what happened, what helps, and the id to give to support. */
export interface FailureWords {
  message: string;
  hint?: string | null;
  requestId?: string | null;
}

/** Says that something could not be done. It stays until someone closes it. */
export function failureToast(what: string, failure: FailureWords): void {
  toast(() => (
    <Note tone="bad" title={`${what}: ${failure.message}`} hint={failure.hint} requestId={failure.requestId} />
  ));
}

/** A failure where the thing would stand that could not be read. */
export function FailureNote({ failure, actions }: { failure: FailureWords; actions?: React.ReactNode }) {
  return (
    <Note
      tone="bad"
      title={sentence(failure.message)}
      hint={failure.hint}
      requestId={failure.requestId}
      actions={actions}
    />
  );
}
