import { createContext } from "react";

/**
 * Why nothing may be changed with what is open; null where it may. Whatever begins a change says it with
 * `changes`, and is then off with this reason.
 */
export const ReadOnlyContext = createContext<string | null>(null);
