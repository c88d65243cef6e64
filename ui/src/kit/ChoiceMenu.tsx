import { Check, ChevronDown } from "lucide-react";
import { Button, Menu, MenuItem, MenuTrigger, Popover, Text } from "react-aria-components";

/** One of the choices. */
export interface MenuChoice {
  id: string;
  name: string;
  detail?: string | null | undefined;
}

interface ChoiceMenuProps {
  label: string;
  choices: readonly MenuChoice[];
  chosen: string;
  onChoose: (id: string) => void;
}

/** A button that says what is chosen, and a menu of what else there is. */
export function ChoiceMenu({ label, choices, chosen, onChoose }: ChoiceMenuProps) {
  const name = choices.find(({ id }) => id === chosen)?.name ?? chosen;
  return (
    <MenuTrigger>
      <Button className="btn" aria-label={`${label}: ${name}`}>
        {name}
        <ChevronDown aria-hidden />
      </Button>
      <Popover className="popover" placement="bottom end" offset={4}>
        <Menu
          className="menu choice-menu"
          aria-label={label}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[chosen]}
          onSelectionChange={(keys) => {
            const [next] = keys === "all" ? [] : keys;
            if (next !== undefined) {
              onChoose(String(next));
            }
          }}
        >
          {choices.map(({ id, name: text, detail }) => (
            <MenuItem key={id} id={id} className="option" textValue={text}>
              {({ isSelected }) => (
                <>
                  {isSelected ? <Check aria-hidden size={14} /> : <span className="option-gap" />}
                  <Text slot="label">{text}</Text>
                  {detail && <Text slot="description">{detail}</Text>}
                </>
              )}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
