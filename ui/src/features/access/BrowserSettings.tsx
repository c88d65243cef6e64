/** Which browser consoles open in, and how. */
export function BrowserSettings() {
  return null;
}
