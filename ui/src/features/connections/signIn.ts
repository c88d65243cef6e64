import type { QueryClient } from "@tanstack/react-query";

import { commands, type Connection, type ConnectionId } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { noteToast } from "../../kit/noteToast";

/**
 * Signs in once more, from the beginning; `device` shows a code for a browser elsewhere. What is asked on
 * the way (a code of an MFA device, a secret, the browser) shows as a question over everything.
 */
export async function signInAgain(client: QueryClient, connection: ConnectionId, device: boolean): Promise<void> {
  const session = await run(commands.signInAgain(connection, device));
  client.setQueryData(q.session(connection).queryKey, session);
  noteToast("info", `Signed in to ${session.connection.name}`);
}

/** Whether a code can be entered in a browser on another machine. */
export function canUseCode(connection: Connection | undefined): boolean {
  return connection?.spec?.source.source === "identityCenter";
}
