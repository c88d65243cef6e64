/** What Rust asks a person while it signs in: codes, keys, patience. */
export function Questions() {
  return null;
}
