import { type BillQuery, commands, type ConnectionId } from "../../ipc/bindings";
import { run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { PictureFile } from "../../kit/charts/Picture";
import { failureToast } from "../../kit/failureToast";
import { noteToast } from "../../kit/noteToast";

/** Has a picture, or its figures, written to a file. */
export async function savePicture({ title, format, content }: PictureFile): Promise<void> {
  await saved(commands.writePicture(title, format, content));
}

/** Has the lines of the bill written to a file. */
export async function saveBill(connection: ConnectionId, query: BillQuery): Promise<void> {
  await saved(commands.writeBillCsv(connection, query));
}

async function saved(written: Promise<{ path: string }>): Promise<void> {
  try {
    const { path } = await run(written);
    noteToast("info", `Saved as \`${path}\``);
  } catch (thrown) {
    failureToast("Could not save the file", toFailure(thrown));
  }
}
