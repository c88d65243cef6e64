import { ChevronsUpDown } from "lucide-react";
import { useMemo, useState } from "react";
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from "react-aria-components";

/** How many choices are listed; typing finds the others. */
const LISTED = 60;

export interface Choice {
  id: string;
  name: string;
  detail?: string | undefined;
  /** Other words that find it, lower case. */
  also?: string;
  /** Why it cannot be chosen. */
  refusal?: string | null | undefined;
}

interface PickerProps {
  label: string;
  choices: readonly Choice[];
  chosen: string | null;
  onChoose: (id: string) => void;
  autoFocus?: boolean;
  placeholder?: string;
  /** What is chosen goes elsewhere: the field is empty again, for the next. */
  adds?: boolean;
}

/** Finds one of many by typing a part of its name. */
export function Picker({ label, choices, chosen, onChoose, autoFocus, placeholder, adds = false }: PickerProps) {
  const chosenName = choices.find((choice) => choice.id === chosen)?.name ?? "";
  const [text, setText] = useState(chosenName);
  // A selection that changes is what closes the list.
  const [added, setAdded] = useState<string | null>(null);
  const listed = useMemo(() => {
    const wanted = text === chosenName ? "" : text.toLowerCase();
    return choices
      .filter(
        (choice) =>
          choice.name.toLowerCase().includes(wanted) || choice.id.includes(wanted) || choice.also?.includes(wanted),
      )
      .slice(0, LISTED);
  }, [choices, text, chosenName]);
  return (
    <ComboBox
      className="field"
      items={listed}
      menuTrigger="focus"
      allowsEmptyCollection
      inputValue={text}
      onInputChange={setText}
      selectedKey={adds ? added : chosen}
      disabledKeys={listed.filter((choice) => choice.refusal).map((choice) => choice.id)}
      onSelectionChange={(key) => {
        const choice = choices.find(({ id }) => id === key);
        if (choice) {
          setText(adds ? "" : choice.name);
          setAdded(choice.id);
          onChoose(choice.id);
        }
      }}
      // The only field of its dialog.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus={autoFocus}
    >
      <Label>{label}</Label>
      <div className="picker">
        <Input className="input" placeholder={placeholder} />
        <Button className="picker-open" aria-label="Show the choices">
          <ChevronsUpDown aria-hidden size={14} />
        </Button>
      </div>
      <Popover className="popover" offset={4}>
        <ListBox className="listbox" renderEmptyState={() => <p className="listbox-empty">Nothing fits</p>}>
          {(choice: Choice) => (
            <ListBoxItem className="option" id={choice.id} textValue={choice.name}>
              <Text slot="label">{choice.name}</Text>
              {(choice.refusal ?? choice.detail) && <Text slot="description">{choice.refusal ?? choice.detail}</Text>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
