import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { type ReactNode, useState } from "react";

import type { Failure } from "../../ipc/bindings";
import { run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button, IconButton } from "../../kit/Button";
import { failureToast, FailureNote } from "../../kit/failureToast";
import { useNow } from "../../kit/useNow";
import { ago } from "../../kit/words";

/** What was read beside the bill, whatever it is of. */
interface Read<T> {
  items: T[];
  readAt: string | null;
  failure: Failure | null;
  costWords: string;
}

interface BesideCardProps<T> {
  title: string;
  /** What a person calls these things: `budgets`. */
  things: string;
  /** Said before anyone read them. */
  unread: string;
  /** Said where there are none. */
  none: string;
  beside: Read<T> | undefined;
  queryKey: QueryKey;
  /** Reads them from AWS. */
  read: () => Promise<Read<T>>;
  children: (items: T[]) => ReactNode;
}

/** Something that AWS keeps beside the bill, with its age and the button that reads it. */
export function BesideCard<T>(props: BesideCardProps<T>) {
  const { title, things, unread, none, beside, queryKey, read, children } = props;
  const client = useQueryClient();
  const now = useNow();
  const [busy, setBusy] = useState(false);

  async function readNow(): Promise<void> {
    setBusy(true);
    try {
      client.setQueryData(queryKey, await run(read()));
    } catch (thrown) {
      failureToast(`Could not read the ${things}`, toFailure(thrown));
    } finally {
      setBusy(false);
    }
  }

  const readAt = beside?.readAt ?? null;
  return (
    <section className="card bill-beside" aria-label={title}>
      <header className="bill-beside-head">
        <h2 className="grow">{title}</h2>
        {readAt !== null && (
          <>
            <span className="faint bill-age">{ago(readAt, now)}</span>
            <IconButton
              icon={RotateCw}
              label={`Read the ${things} again · ${beside?.costWords ?? ""}`}
              spinning={busy}
              refusal={busy ? "They are being read" : null}
              onClick={() => void readNow()}
            />
          </>
        )}
      </header>
      {beside?.failure && <FailureNote failure={beside.failure} />}
      {readAt === null ? (
        <>
          <p className="muted">
            {unread} {beside?.costWords}
          </p>
          <div>
            <Button icon={RotateCw} busy={busy} onClick={() => void readNow()}>
              Read {things}
            </Button>
          </div>
        </>
      ) : beside && beside.items.length > 0 ? (
        children(beside.items)
      ) : (
        <p className="muted">{none}</p>
      )}
    </section>
  );
}
