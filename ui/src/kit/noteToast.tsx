import { Note } from "./Note";
import { toast } from "./Toasts";

/** How long a short piece of news stays, in ms. */
const BRIEF_MS = 5000;

/** Says something short that needs no answer. */
export function noteToast(tone: "info" | "warn", words: string): void {
  toast(() => <Note tone={tone} title={words} />, { timeout: BRIEF_MS });
}
