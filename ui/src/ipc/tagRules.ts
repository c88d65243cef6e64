import type { Tag } from "./bindings";

/** Most tags on one resource. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_tagging.html */
export const TAGS_MAX = 50;

/** Why `tags` cannot stand on one resource. */
export function tagsProblem(list: readonly Tag[]): string | null {
  if (list.length > TAGS_MAX) {
    return `${list.length} tags are too many, AWS allows ${TAGS_MAX}`;
  }
  for (const [place, tag] of list.entries()) {
    if (tag.key === "") {
      return "Every tag needs a key";
    }
    if ([...tag.key].length > 128 || [...tag.value].length > 256) {
      return `The tag ${tag.key} is too long (key 128, value 256 characters)`;
    }
    if (tag.key.toLowerCase().startsWith("aws:")) {
      return `The tag ${tag.key} begins with aws:, which is AWS's own`;
    }
    if (list.findIndex((other) => other.key === tag.key) < place) {
      return `The tag ${tag.key} is given twice`;
    }
  }
  return null;
}
