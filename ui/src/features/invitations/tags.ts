import type { Tag } from "../../ipc/bindings";

/** Most tags on one account. */
export const TAGS_MAX = 50;

/** A tag as it is typed, told from its like by a number. */
export type Draft = Tag & { nth: number };

/** The tags of which something was typed. */
export function drafted(drafts: readonly Draft[]): Tag[] {
  return drafts.filter((tag) => tag.key !== "" || tag.value !== "").map(({ key, value }) => ({ key, value }));
}

/** Why `tags` cannot stand on one account. https://docs.aws.amazon.com/organizations/latest/APIReference/API_Tag.html */
export function problemOf(tags: readonly Tag[]): string | null {
  for (const [place, tag] of tags.entries()) {
    if (tag.key === "") {
      return "Every tag needs a key";
    }
    if ([...tag.key].length > 128 || [...tag.value].length > 256) {
      return `The tag ${tag.key} is too long (key 128, value 256 characters)`;
    }
    if (tag.key.toLowerCase().startsWith("aws:")) {
      return `The tag ${tag.key} begins with aws:, which is AWS's own`;
    }
    if (tags.findIndex((other) => other.key === tag.key) < place) {
      return `The tag ${tag.key} is given twice`;
    }
  }
  return null;
}
