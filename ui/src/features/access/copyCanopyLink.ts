import { type AccountId, commands, type ConnectionId, type ConsoleOptions } from "../../ipc/bindings";
import { run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { failureToast } from "../../kit/failureToast";
import { noteToast } from "../../kit/noteToast";

/** Puts the link on the clipboard that has Canopy ask and then open this console; it holds no secret. */
export async function copyCanopyLink(
  connection: ConnectionId,
  account: AccountId,
  name: string,
  options: ConsoleOptions,
): Promise<void> {
  try {
    await run(commands.copyText(await run(commands.consoleLinkFor(connection, account, options))));
    noteToast("info", `Canopy link to ${name} copied; whoever opens it in Canopy is asked first`);
  } catch (thrown) {
    failureToast("Could not copy the link", toFailure(thrown));
  }
}
