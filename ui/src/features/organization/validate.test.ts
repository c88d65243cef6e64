// @vitest-environment node
import { describe, expect, test } from "vitest";

import { ACCOUNT_NAME_MAX, accountName, email, OU_NAME_MAX, ouName, roleName } from "./validate";

describe("the name of an OU", () => {
  test("may hold any character, up to the limit", () => {
    expect(ouName("Café 東京", [])).toBeNull();
    expect(ouName("x".repeat(OU_NAME_MAX), [])).toBeNull();
  });

  test("must not be empty or blank", () => {
    expect(ouName("", [])).toBe("An OU needs a name");
    expect(ouName(" \t", [])).toBe("An OU needs a name");
  });

  test("must not be too long, counted in characters", () => {
    expect(ouName("x".repeat(OU_NAME_MAX + 1), [])).toBe("The name has 129 characters, AWS allows 128");
    expect(ouName("🌳".repeat(OU_NAME_MAX), []), "a tree is one character, not two").toBeNull();
  });

  test("must not be that of a sibling; another case is another name", () => {
    expect(ouName("prod", ["prod", "staging"])).toBe("An OU named prod stands there already");
    expect(ouName("Prod", ["prod"])).toBeNull();
  });
});

describe("the name of an account", () => {
  test("is printable ASCII, up to the limit", () => {
    expect(accountName("Ledger ~ 1!")).toBeNull();
    expect(accountName("x".repeat(ACCOUNT_NAME_MAX))).toBeNull();
  });

  test.each([
    ["", "An account needs a name"],
    ["   ", "An account needs a name"],
    ["Café", "The name holds “é”; AWS allows printable ASCII only"],
    ["tree 🌳", "The name holds “🌳”; AWS allows printable ASCII only"],
    ["a\u0007b", "The name holds “\u0007”; AWS allows printable ASCII only"],
    ["x".repeat(51), "The name has 51 characters, AWS allows 50"],
  ])("%j is refused", (name, words) => {
    expect(accountName(name)).toBe(words);
  });
});

describe("the address of a root user", () => {
  const free = () => undefined;

  test.each(["a@b.co", "aws+ledger@example.com", "first.last@sub.example-1.co.uk", "x_y-z=1@example.com"])(
    "%s is possible",
    (address) => {
      expect(email(address, free)).toBeNull();
    },
  );

  test("may have 64 characters", () => {
    expect(email(`${"x".repeat(52)}@example.com`, free)).toBeNull();
  });

  test.each([
    ["", "An account needs an email address of its own"],
    ["a@b.c", "The address must have 6 to 64 characters"],
    [`${"x".repeat(53)}@example.com`, "The address must have 6 to 64 characters"],
    ["müller@example.com", "The address may hold ASCII characters only"],
    ["example.com", "The address has no @"],
    ["a@b@example.com", "The address has more than one @"],
    ["@example.com", "The address must not begin with a dot or the @"],
    [".ada@example.com", "The address must not begin with a dot or the @"],
    ["ada l@example.com", "The address holds “ ”, which AWS does not allow before the @"],
    ["ada,b@example.com", "The address holds “,”, which AWS does not allow before the @"],
    ["ada%b@example.com", "The address holds “%”, which AWS does not allow before the @"],
    ["ada-lovelace@", "The address needs a domain after the @"],
    ["ada@example", "example is not a domain that AWS accepts"],
    ["ada@-example.com", "-example.com is not a domain that AWS accepts"],
    ["ada@example.com.", "example.com. is not a domain that AWS accepts"],
    ["ada@example..com", "example..com is not a domain that AWS accepts"],
    ["ada@exa_mple.com", "exa_mple.com is not a domain that AWS accepts"],
  ])("%j is refused", (address, words) => {
    expect(email(address, free)).toBe(words);
  });

  test("must not be that of another account", () => {
    expect(email("ada@example.com", (taken) => (taken === "ada@example.com" ? "ledger" : undefined))).toBe(
      "ledger has this address already; every account needs its own",
    );
  });
});

test("a role name is empty, for the usual one, or up to 64 characters that IAM allows", () => {
  const refusal = "A role name has letters, digits and +=,.@-_, at most 64";
  expect(roleName("")).toBeNull();
  expect(roleName("Admin+=,.@_-1")).toBeNull();
  expect(roleName("x".repeat(64))).toBeNull();
  expect(roleName("x".repeat(65))).toBe(refusal);
  expect(roleName("path/Admin")).toBe(refusal);
  expect(roleName("Ad min")).toBe(refusal);
});
