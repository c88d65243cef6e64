import { type AccountId, commands, type ConnectionId, type ReadinessOptions, type RoleName } from "../../ipc/bindings";
import { run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { failureToast } from "../../kit/failureToast";

/** Calls a second that leave AWS and others their room; an account may make 600 to STS. */
export const RATE = 20;

/** Begins to find out which roles can be assumed; whether it began. */
export async function find(connection: ConnectionId, options: ReadinessOptions): Promise<boolean> {
  try {
    await run(commands.startReadiness(connection, options));
    return true;
  } catch (thrown) {
    failureToast("Could not find out which roles can be assumed", toFailure(thrown));
    return false;
  }
}

/** Asks for one role in one account again. */
export function askAgain(connection: ConnectionId, account: AccountId, role: RoleName): void {
  void find(connection, { roles: [role], accounts: [account], rate: null, afresh: true });
}

/** Stops; what was found stays. */
export function stopFinding(connection: ConnectionId): void {
  run(commands.cancelReadiness(connection)).catch((thrown: unknown) =>
    failureToast("Could not stop it", toFailure(thrown)),
  );
}
