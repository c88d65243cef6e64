import { useCallback, useState } from "react";

import { type AccountId, commands, type ConnectionId, type RoleName } from "../../ipc/bindings";
import { run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { failureToast } from "../../kit/failureToast";
import { noteToast } from "../../kit/noteToast";

/** Steps into an account's console. Without a role, the one of the settings. */
export function useConsole(connection: ConnectionId | null) {
  const [opening, setOpening] = useState<AccountId | null>(null);

  const open = useCallback(
    async (account: AccountId, name: string, role: RoleName | null) => {
      if (connection === null) {
        return;
      }
      setOpening(account);
      try {
        const { opened } = await run(commands.openConsole(connection, account, role, null));
        noteToast(
          opened ? "info" : "warn",
          opened
            ? `The console of ${name} opens in your browser`
            : `No browser could be opened for ${name}; copy the link instead`,
        );
      } catch (thrown) {
        failureToast(`Could not open the console of ${name}`, toFailure(thrown));
      } finally {
        setOpening(null);
      }
    },
    [connection],
  );

  return { open, opening };
}
