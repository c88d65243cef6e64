import { ChevronDown } from "lucide-react";
import { type ReactNode, useId } from "react";
import { Button, Label, ListBox, ListBoxItem, Popover, Select as AriaSelect, SelectValue } from "react-aria-components";

import type { Choice } from "./Picker";

interface SelectProps {
  label: string;
  choices: readonly Choice[];
  chosen: string;
  onChoose: (id: string) => void;
  /** What stands there while nothing is chosen. */
  placeholder?: string;
  /** What the chosen one means. */
  hint?: ReactNode;
  autoFocus?: boolean;
}

/** One of a few, with the reason at those that cannot be chosen. */
export function Select({ label, choices, chosen, onChoose, placeholder, hint, autoFocus }: SelectProps) {
  const help = useId();
  return (
    <div className="field">
      <AriaSelect
        className="select"
        aria-describedby={hint ? help : undefined}
        selectedKey={chosen}
        disabledKeys={choices.filter((choice) => choice.refusal).map((choice) => choice.id)}
        onSelectionChange={(key) => {
          const choice = choices.find(({ id }) => id === key);
          if (choice) {
            onChoose(choice.id);
          }
        }}
        // The first field of a dialog is where the keyboard should be.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={autoFocus}
      >
        <Label>{label}</Label>
        <Button className="input select-open">
          <SelectValue className="grow clip">
            {({ selectedText }) => selectedText || <span className="faint">{placeholder}</span>}
          </SelectValue>
          <ChevronDown aria-hidden size={14} />
        </Button>
        <Popover className="popover select-list" offset={4}>
          <ListBox className="listbox" items={choices}>
            {(choice: Choice) => (
              <ListBoxItem className="option" id={choice.id} textValue={choice.name}>
                {/* All that is seen is what is read aloud. */}
                <span>{choice.name}</span>
                {(choice.refusal ?? choice.detail) && (
                  <span className="option-detail">{choice.refusal ?? choice.detail}</span>
                )}
              </ListBoxItem>
            )}
          </ListBox>
        </Popover>
      </AriaSelect>
      {hint && (
        <p id={help} className="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}
