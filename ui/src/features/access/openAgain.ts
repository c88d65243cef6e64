import { commands, type ConnectionId, type ConsoleSession } from "../../ipc/bindings";
import { run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { failureToast } from "../../kit/failureToast";
import { tellOpened } from "./useConsole";

/** Opens once more what a session was opened for: as the same role, at the same place, in the same browser. */
export async function openAgain(
  connection: ConnectionId,
  { account, role, options }: ConsoleSession,
  name: string,
): Promise<void> {
  try {
    tellOpened(await run(commands.openConsole(connection, account, { ...options, role }, false)), name);
  } catch (thrown) {
    failureToast(`Could not open the console of ${name}`, toFailure(thrown));
  }
}
