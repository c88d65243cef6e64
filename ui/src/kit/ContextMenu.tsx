import type { LucideIcon } from "lucide-react";
import { use, useRef } from "react";
import { Menu, MenuItem, Popover, Separator, Text } from "react-aria-components";

import { ReadOnlyContext } from "./readOnly";

/** One line of a menu; null draws a line between groups. */
export interface Command {
  id: string;
  name: string;
  icon?: LucideIcon;
  keys?: string;
  danger?: boolean;
  /** Why it cannot be done now. */
  refusal?: string | null | undefined;
  /** It begins a change: off where nothing may be changed. */
  changes?: boolean;
  run: () => void;
}

export interface ContextMenuProps {
  label: string;
  at: { x: number; y: number };
  commands: readonly (Command | null)[];
  onClose: () => void;
}

/** A menu at a point of the window. */
export function ContextMenu({ label, at, commands, onClose }: ContextMenuProps) {
  const point = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span ref={point} className="menu-point" style={{ left: at.x, top: at.y }} />
      <Popover
        className="popover"
        aria-label={label}
        triggerRef={point}
        isOpen
        placement="bottom start"
        offset={2}
        onOpenChange={(open) => {
          if (!open) {
            onClose();
          }
        }}
      >
        <MenuList label={label} commands={commands} onClose={onClose} />
      </Popover>
    </>
  );
}

/** The lines of a menu, for a popover of any kind. */
export function MenuList({
  label,
  commands,
  onClose,
}: {
  label: string;
  commands: readonly (Command | null)[];
  onClose?: () => void;
}) {
  const readOnly = use(ReadOnlyContext);
  const refusalOf = (command: Command | null) => (command?.changes ? readOnly : null) ?? command?.refusal;
  return (
    <Menu
      className="menu"
      aria-label={label}
      // A menu that opens takes the keyboard.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus="first"
      disabledKeys={commands.flatMap((command) => (command && refusalOf(command) ? [command.id] : []))}
      onClose={onClose}
      onAction={(key) => commands.find((command) => command?.id === key)?.run()}
    >
      {commands.map((command, index) =>
        command === null ? (
          // Lines have no other name than their place.
          // oxlint-disable-next-line react/no-array-index-key
          <Separator key={`line-${index}`} className="menu-line" />
        ) : (
          <MenuItem
            key={command.id}
            id={command.id}
            className={`option${command.danger ? " danger" : ""}`}
            textValue={command.name}
          >
            {command.icon ? <command.icon aria-hidden size={14} /> : <span className="option-gap" />}
            {/* The keys and the reason are part of the name: what is seen is what is read aloud. */}
            <Text slot="label">
              <span>{command.name}</span>
              {command.keys && (
                <>
                  {" "}
                  <kbd>{command.keys}</kbd>
                </>
              )}
              {refusalOf(command) && (
                <>
                  {" "}
                  <small>{refusalOf(command)}</small>
                </>
              )}
            </Text>
          </MenuItem>
        ),
      )}
    </Menu>
  );
}
