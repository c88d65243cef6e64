import type { ConsoleEnding } from "../../ipc/bindings";
import { Button } from "../../kit/Button";
import { Note } from "../../kit/Note";
import { toast } from "../../kit/Toasts";
import { count } from "../../kit/words";
import { openAgain } from "./openAgain";

/** Says that a console session is about to end: Rust knows when, and tells once of each. */
export function remind({ ending: { connection, session, accountName, minutesLeft } }: ConsoleEnding): void {
  toast((close) => (
    <Note
      tone="warn"
      title={`The console session of ${accountName} ends in ${count(minutesLeft, "minute")}`}
      hint="What is not saved in the browser by then is lost. Opening it again begins a new session."
      actions={
        <Button
          onClick={() => {
            close();
            void openAgain(connection, session, accountName);
          }}
        >
          Open again
        </Button>
      }
    />
  ));
}
