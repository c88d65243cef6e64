// @vitest-environment node
import { describe, expect, test } from "vitest";

import { TAGS_MAX, tagsProblem } from "./tagRules";

describe("tags", () => {
  const tag = (key: string, value = "") => ({ key, value });

  test("may have no value, and keys that differ in case", () => {
    expect(tagsProblem([])).toBeNull();
    expect(tagsProblem([tag("team"), tag("Team", "core")])).toBeNull();
    expect(tagsProblem([tag("k".repeat(128), "v".repeat(256))])).toBeNull();
  });

  test.each([
    [[tag("", "core")], "Every tag needs a key"],
    [[tag("AWS:x")], "The tag AWS:x begins with aws:, which is AWS's own"],
    [[tag("team", "a"), tag("team", "b")], "The tag team is given twice"],
    [[tag("team", "v".repeat(257))], "The tag team is too long (key 128, value 256 characters)"],
    [[tag("k".repeat(129))], `The tag ${"k".repeat(129)} is too long (key 128, value 256 characters)`],
  ])("%j are refused", (list, words) => {
    expect(tagsProblem(list)).toBe(words);
  });

  test("must not be more than AWS allows", () => {
    const many = (number: number) => Array.from({ length: number }, (_, nth) => tag(`key-${nth}`));
    expect(tagsProblem(many(TAGS_MAX))).toBeNull();
    expect(tagsProblem(many(TAGS_MAX + 1))).toBe("51 tags are too many, AWS allows 50");
  });
});
