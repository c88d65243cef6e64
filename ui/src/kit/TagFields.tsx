import { Plus, Trash2 } from "lucide-react";

import { Button, IconButton } from "./Button";
import type { Draft } from "./drafts";

interface TagFieldsProps {
  legend: string;
  drafts: readonly Draft[];
  /** How many there may be. */
  max: number;
  onChange: (drafts: readonly Draft[]) => void;
  error?: string | null;
}

/** Tags to write: a key and a value each. */
export function TagFields({ legend, drafts, max, onChange, error }: TagFieldsProps) {
  function edit(nth: number, part: Partial<Draft>): void {
    onChange(drafts.map((tag) => (tag.nth === nth ? { ...tag, ...part } : tag)));
  }
  return (
    <fieldset className="tags-edit">
      <legend>{legend}</legend>
      {drafts.map((tag) => (
        <div key={tag.nth} className="tag-edit">
          <input
            className="input"
            aria-label="Tag key"
            placeholder="Key"
            spellCheck={false}
            value={tag.key}
            onChange={(event) => edit(tag.nth, { key: event.target.value })}
          />
          <input
            className="input"
            aria-label="Tag value"
            placeholder="Value"
            spellCheck={false}
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
      {error && <p className="field-error">{error}</p>}
      <Button
        variant="quiet"
        icon={Plus}
        refusal={drafts.length >= max ? `AWS allows ${max} tags` : null}
        onClick={() => onChange([...drafts, { key: "", value: "", nth: (drafts.at(-1)?.nth ?? -1) + 1 }])}
      >
        Add a tag
      </Button>
    </fieldset>
  );
}
