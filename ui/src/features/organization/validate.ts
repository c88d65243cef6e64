/*
 * AWS's rules on names and addresses, as one types. Rust checks them again when it plans.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
 */

/** Longest name of an organizational unit. */
export const OU_NAME_MAX = 128;
/** Longest name of an account. */
export const ACCOUNT_NAME_MAX = 50;

/** Why `name` cannot name an OU beside `siblings`. */
export function ouName(name: string, siblings: readonly string[]): string | null {
  if (name.trim() === "") {
    return "An OU needs a name";
  }
  const length = [...name].length;
  if (length > OU_NAME_MAX) {
    return `The name has ${length} characters, AWS allows ${OU_NAME_MAX}`;
  }
  return siblings.includes(name) ? `An OU named ${name} stands there already` : null;
}

/** Why `name` cannot name an account. */
export function accountName(name: string): string | null {
  if (name.trim() === "") {
    return "An account needs a name";
  }
  const odd = [...name].find((character) => character < " " || character > "~");
  if (odd !== undefined) {
    return `The name holds “${odd}”; AWS allows printable ASCII only`;
  }
  return name.length > ACCOUNT_NAME_MAX
    ? `The name has ${name.length} characters, AWS allows ${ACCOUNT_NAME_MAX}`
    : null;
}

// Not before the @: spaces, control characters and "'()<>[]:;,\|%&
const ODD_BEFORE_AT = /[\s\p{Cc}"'()<>[\]:;,\\|%&]/u;
const DOMAIN = /^[a-zA-Z0-9][a-zA-Z0-9.-]*\.[a-zA-Z0-9.-]*[a-zA-Z0-9]$/;

/** Why `email` cannot be the address of a root user, beside the addresses that are `taken`. */
export function email(address: string, taken: (address: string) => string | undefined): string | null {
  if (address === "") {
    return "An account needs an email address of its own";
  }
  if (address.length < 6 || address.length > 64) {
    return "The address must have 6 to 64 characters";
  }
  if (/[^\x20-\x7e]/.test(address)) {
    return "The address may hold ASCII characters only";
  }
  const [local = "", domain = "", ...more] = address.split("@");
  if (more.length > 0 || !address.includes("@")) {
    return more.length > 0 ? "The address has more than one @" : "The address has no @";
  }
  if (local === "" || local.startsWith(".")) {
    return "The address must not begin with a dot or the @";
  }
  const odd = ODD_BEFORE_AT.exec(local);
  if (odd) {
    return `The address holds “${odd[0]}”, which AWS does not allow before the @`;
  }
  if (!DOMAIN.test(domain) || domain.includes("..")) {
    return domain === "" ? "The address needs a domain after the @" : `${domain} is not a domain that AWS accepts`;
  }
  const owner = taken(address);
  return owner === undefined ? null : `${owner} has this address already; every account needs its own`;
}

/** Why `name` cannot name a role. Empty means the usual one. */
export function roleName(name: string): string | null {
  return /^[a-zA-Z0-9+=,.@_-]{0,64}$/.test(name) ? null : "A role name has letters, digits and +=,.@-_, at most 64";
}
