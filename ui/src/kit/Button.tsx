import type { LucideIcon } from "lucide-react";
import { type MouseEvent, type ReactElement, type ReactNode, type Ref, use, useId } from "react";
import { Focusable, Tooltip, TooltipTrigger } from "react-aria-components";

import { ReadOnlyContext } from "./readOnly";

type Variant = "primary" | "plain" | "quiet" | "danger";

interface ButtonProps {
  children: ReactNode;
  icon?: LucideIcon | undefined;
  variant?: Variant;
  /** Why it cannot be used now. It stays in reach of the keyboard, so that the reason can be read. */
  refusal?: string | null | undefined;
  /** It begins a change: off where nothing may be changed. */
  changes?: boolean;
  type?: "button" | "submit";
  busy?: boolean;
  autoFocus?: boolean;
  ref?: Ref<HTMLButtonElement>;
  onClick?: (event: MouseEvent) => void;
}

/** A button with words on it. */
export function Button({
  children,
  icon: Icon,
  variant = "plain",
  refusal: own,
  changes = false,
  type = "button",
  busy = false,
  autoFocus,
  ref,
  onClick,
}: ButtonProps) {
  const reason = useId();
  const readOnly = use(ReadOnlyContext);
  const refusal = (changes ? readOnly : null) ?? own;
  const off = Boolean(refusal) || busy;
  const button = (
    <button
      ref={ref}
      type={type}
      // A dialog's first choice is where the keyboard should be.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus={autoFocus}
      className={`btn ${variant}`}
      aria-disabled={off || undefined}
      aria-busy={busy || undefined}
      aria-describedby={refusal ? reason : undefined}
      onClick={(event) => {
        if (off) {
          event.preventDefault();
          return;
        }
        onClick?.(event);
      }}
    >
      {Icon && <Icon aria-hidden />}
      {children}
      {refusal && (
        <span id={reason} hidden>
          {refusal}
        </span>
      )}
    </button>
  );
  // Wrapped in any case: a button that comes and goes would lose the keyboard.
  return <Tipped tip={refusal ?? null}>{button}</Tipped>;
}

interface IconButtonProps {
  icon: LucideIcon;
  /** What it does: its name and its tooltip. */
  label: string;
  /** Keys that do the same. */
  keys?: string;
  refusal?: string | null | undefined;
  /** It begins a change: off where nothing may be changed. */
  changes?: boolean;
  spinning?: boolean;
  /** Whether what it stands for holds now, where it goes on and off. */
  pressed?: boolean;
  onClick: (event: MouseEvent) => void;
}

/** A button with a picture, named by its tooltip. */
export function IconButton({
  icon: Icon,
  label,
  keys,
  refusal: own,
  changes = false,
  spinning = false,
  pressed,
  onClick,
}: IconButtonProps) {
  const readOnly = use(ReadOnlyContext);
  const refusal = (changes ? readOnly : null) ?? own;
  const tip = refusal ?? (keys ? `${label} · ${keys}` : label);
  return (
    <Tipped tip={tip}>
      <button
        type="button"
        className={`btn icon quiet${spinning ? " spinning" : ""}`}
        aria-label={label}
        aria-pressed={pressed}
        aria-disabled={refusal ? true : undefined}
        aria-keyshortcuts={keys?.replace("Ctrl ", "Control+")}
        onClick={(event) => {
          if (!refusal) {
            onClick(event);
          }
        }}
      >
        <Icon aria-hidden />
      </button>
    </Tipped>
  );
}

/** Shows `tip`, if there is one, while the pointer or the keyboard rests on the element. */
export function Tipped({
  tip,
  children,
}: {
  /** Nothing where there is nothing to say. */
  tip: string | null;
  children: ReactElement<React.DOMAttributes<HTMLElement>, string>;
}) {
  return (
    <TooltipTrigger delay={500} closeDelay={0} isDisabled={tip === null}>
      <Focusable>{children}</Focusable>
      <Tooltip className="tooltip" offset={6}>
        {tip}
      </Tooltip>
    </TooltipTrigger>
  );
}
