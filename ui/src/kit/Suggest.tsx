import { ChevronsUpDown } from "lucide-react";
import { useMemo, useState } from "react";
import { Button, ComboBox, FieldError, Input, Label, ListBox, ListBoxItem, Popover, Text } from "react-aria-components";

import { fits, termsOf } from "./search";

interface SuggestProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What is offered; anything else can be typed. */
  suggestions: readonly string[];
  /** Why the value is not possible. */
  error?: string | null;
  hint?: string;
  placeholder?: string;
  autoFocus?: boolean;
  mono?: boolean;
}

/** A line of text with what is usual there to choose from. */
export function Suggest({
  label,
  value,
  onChange,
  suggestions,
  error,
  hint,
  placeholder,
  autoFocus,
  mono,
}: SuggestProps) {
  // All are offered until someone types: the value that stands there is no search.
  const [typing, setTyping] = useState(false);
  const listed = useMemo(() => {
    const terms = typing ? termsOf(value) : [];
    return suggestions.filter((each) => fits(each.toLowerCase(), terms)).map((id) => ({ id }));
  }, [suggestions, typing, value]);
  return (
    <ComboBox
      className="field"
      items={listed}
      menuTrigger="manual"
      allowsCustomValue
      allowsEmptyCollection={false}
      isInvalid={Boolean(error)}
      inputValue={value}
      selectedKey={null}
      onOpenChange={(open) => {
        if (!open) {
          setTyping(false);
        }
      }}
      onInputChange={(text) => {
        if (text !== value) {
          setTyping(true);
          onChange(text);
        }
      }}
      onSelectionChange={(key) => {
        if (key !== null) {
          onChange(String(key));
        }
      }}
      // The first field of a dialog is where the keyboard should be.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus={autoFocus}
    >
      <Label>{label}</Label>
      <div className="picker">
        <Input className={mono ? "input mono" : "input"} placeholder={placeholder} spellCheck={false} />
        <Button className="picker-open" aria-label="Show the choices">
          <ChevronsUpDown aria-hidden size={14} />
        </Button>
      </div>
      {error ? (
        <FieldError className="field-error" elementType="p">
          {error}
        </FieldError>
      ) : (
        hint && (
          <Text slot="description" elementType="p" className="field-hint">
            {hint}
          </Text>
        )
      )}
      <Popover className="popover" offset={4}>
        <ListBox className="listbox">
          {({ id }: { id: string }) => (
            <ListBoxItem className="option" id={id} textValue={id}>
              {mono ? <code>{id}</code> : id}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
