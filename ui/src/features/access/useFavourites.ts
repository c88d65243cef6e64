import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";

import { type AccountId, commands, type ConnectionId } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { failureToast } from "../../kit/failureToast";

/** The favourite accounts, and how one becomes one or none any more. */
export function useFavourites(connection: ConnectionId | null) {
  const known = useQuery({ ...q.favourites(connection ?? ""), enabled: connection !== null }).data;
  const favourites = useMemo(() => new Set(known ?? []), [known]);
  const toggle = useCallback(
    (account: AccountId) => {
      if (connection !== null) {
        run(commands.setFavourite(connection, account, !favourites.has(account))).catch((thrown: unknown) =>
          failureToast("Could not keep the favourite", toFailure(thrown)),
        );
      }
    },
    [connection, favourites],
  );
  return { favourites, toggle };
}
