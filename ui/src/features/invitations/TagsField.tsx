import { Plus, Trash2 } from "lucide-react";

import type { Tag } from "../../ipc/bindings";
import { Button, IconButton } from "../../kit/Button";
import { type Draft, drafted, problemOf, TAGS_MAX } from "./tags";

interface TagsFieldProps {
  drafts: readonly Draft[];
  onChange: (drafts: readonly Draft[]) => void;
}

/** Tags, one line each. */
export function TagsField({ drafts, onChange }: TagsFieldProps) {
  const problem = problemOf(drafted(drafts));

  function edit(nth: number, part: Partial<Tag>): void {
    onChange(drafts.map((tag) => (tag.nth === nth ? { ...tag, ...part } : tag)));
  }

  return (
    <fieldset className="tags-edit">
      <legend>Tags they get when they join</legend>
      {drafts.map((tag) => (
        <div key={tag.nth} className="tag-edit">
          <input
            className="input"
            aria-label="Tag key"
            placeholder="Key"
            value={tag.key}
            onChange={(event) => edit(tag.nth, { key: event.target.value })}
          />
          <input
            className="input"
            aria-label="Tag value"
            placeholder="Value"
            value={tag.value}
            onChange={(event) => edit(tag.nth, { value: event.target.value })}
          />
          <IconButton
            icon={Trash2}
            label="Remove the tag"
            onClick={() => onChange(drafts.filter(({ nth }) => nth !== tag.nth))}
          />
        </div>
      ))}
      {problem && <p className="field-error">{problem}</p>}
      <Button
        variant="quiet"
        icon={Plus}
        refusal={drafts.length >= TAGS_MAX ? `AWS allows ${TAGS_MAX} tags` : null}
        onClick={() => onChange([...drafts, { key: "", value: "", nth: (drafts.at(-1)?.nth ?? 0) + 1 }])}
      >
        Add a tag
      </Button>
    </fieldset>
  );
}
