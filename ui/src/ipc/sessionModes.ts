import type { SessionMode } from "./bindings";

interface ModeWords {
  name: string;
  /** What it means, a sentence. */
  meaning: string;
}

/** What happens where the browser has a console open already. https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/multisession.html */
export const MODE_WORDS: Record<SessionMode, ModeWords> = {
  plain: { name: "Ask", meaning: "The console asks you to log out where another account is open." },
  multiSession: {
    name: "Multi-session",
    meaning: "Up to five accounts side by side. Turn on multi-session support in the console of that browser first.",
  },
  logOutFirst: {
    name: "Log out first",
    meaning: "Ends the session that is open, unsaved work in it is lost. It fails where multi-session support is on.",
  },
};

export const MODES: readonly SessionMode[] = ["plain", "multiSession", "logOutFirst"];
