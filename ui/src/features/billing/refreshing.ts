import { commands, type ConnectionId, type RefreshBill } from "../../ipc/bindings";
import { run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { failureToast } from "../../kit/failureToast";
import { noteToast } from "../../kit/noteToast";

/** Begins to read the bill. What nobody asked for is done as far as the settings allow it, and says nothing. */
export async function refreshBill(connection: ConnectionId, asked: RefreshBill): Promise<void> {
  try {
    const { started, words } = await run(commands.refreshBill(connection, asked));
    if (!started && words !== null && !asked.byItself) {
      noteToast("info", words);
    }
  } catch (thrown) {
    if (!asked.byItself) {
      failureToast("Could not read the bill", toFailure(thrown));
    }
  }
}

/** Stops the reading; what was read whole stays. */
export function cancelBill(connection: ConnectionId): void {
  run(commands.cancelBill(connection)).catch((thrown: unknown) =>
    failureToast("Could not stop the reading", toFailure(thrown)),
  );
}
