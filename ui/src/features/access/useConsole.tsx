import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";

import { type AccountId, commands, type ConnectionId, type Opened, type RoleName } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { failureToast } from "../../kit/failureToast";
import { Note } from "../../kit/Note";
import { noteToast } from "../../kit/noteToast";
import { toast } from "../../kit/Toasts";
import { count } from "../../kit/words";

/** Tells what became of an opened link. */
export function tellOpened({ opened }: Opened, name: string): void {
  noteToast(
    opened ? "info" : "warn",
    opened
      ? `The console of ${name} opens in your browser`
      : `No browser could be opened for ${name}; copy the link instead`,
  );
}

/** Steps into consoles, as remembered for each account. */
export function useConsole(connection: ConnectionId | null) {
  const client = useQueryClient();
  const [opening, setOpening] = useState<readonly AccountId[]>([]);

  /** One console. A role that is named takes the place of the remembered one, this once. */
  const open = useCallback(
    async (account: AccountId, name: string, role: RoleName | null) => {
      if (connection === null) {
        return;
      }
      setOpening([account]);
      try {
        const options =
          role === null ? null : { ...(await client.fetchQuery(q.consoleChoices(connection, account))).options, role };
        tellOpened(await run(commands.openConsole(connection, account, options, false)), name);
      } catch (thrown) {
        failureToast(`Could not open the console of ${name}`, toFailure(thrown));
      } finally {
        setOpening([]);
      }
    },
    [connection, client],
  );

  /** Several consoles, one after the other. */
  const openSeveral = useCallback(
    async (accounts: readonly { id: AccountId; name: string }[]) => {
      const [first] = accounts;
      if (connection === null || first === undefined) {
        return;
      }
      if (accounts.length === 1) {
        return open(first.id, first.name, null);
      }
      setOpening(accounts.map(({ id }) => id));
      try {
        const results = await run(
          commands.openConsoles(
            connection,
            accounts.map(({ id }) => id),
            null,
          ),
        );
        const nameOf = (account: AccountId) => accounts.find(({ id }) => id === account)?.name ?? account;
        const failed = results.flatMap(({ account, failure }) => (failure ? [{ name: nameOf(account), failure }] : []));
        const opened = results.filter((each) => each.opened?.opened).length;
        if (opened > 0) {
          noteToast("info", `${count(opened, "console opens", "consoles open")} in your browser`);
        }
        const unseen = results.length - failed.length - opened;
        if (unseen > 0) {
          noteToast("warn", `No browser could be opened for ${count(unseen, "console")}; copy the links instead`);
        }
        const [only] = failed;
        if (failed.length === 1 && only) {
          failureToast(`Could not open the console of ${only.name}`, only.failure);
        } else if (failed.length > 1) {
          toast(() => (
            <Note
              tone="bad"
              title={`Could not open ${failed.length} of ${count(results.length, "console")}`}
              hint={
                <ul className="news-list">
                  {failed.map(({ name, failure }) => (
                    <li key={name}>
                      {name}: {failure.message}
                    </li>
                  ))}
                </ul>
              }
            />
          ));
        }
      } catch (thrown) {
        failureToast(`Could not open ${count(accounts.length, "console")}`, toFailure(thrown));
      } finally {
        setOpening([]);
      }
    },
    [connection, open],
  );

  return { open, openSeveral, opening };
}
