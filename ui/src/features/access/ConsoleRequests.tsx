/** Asks before a link from outside opens a console. */
export function ConsoleRequests() {
  return null;
}
