import { type ReactNode, type Ref, useId } from "react";

interface TextAreaProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  rows: number;
  /** Why the value is not possible. */
  error?: ReactNode;
  hint?: ReactNode;
  /** Most characters; how many there are is counted beside the label. */
  max?: number;
  placeholder?: string;
  autoFocus?: boolean;
  mono?: boolean;
  ref?: Ref<HTMLTextAreaElement>;
}

/** Several lines of text with their label, and the reason if they cannot be so. */
export function TextArea({
  label,
  value,
  onChange,
  rows,
  error,
  hint,
  max,
  placeholder,
  autoFocus,
  mono,
  ref,
}: TextAreaProps) {
  const id = useId();
  const help = error ?? hint;
  const length = max === undefined ? 0 : [...value].length;
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor={id} className="grow">
          {label}
        </label>
        {max !== undefined && (
          <span className={length > max ? "field-error num" : "field-hint num"}>
            {length.toLocaleString("en")} / {max.toLocaleString("en")}
          </span>
        )}
      </div>
      <textarea
        ref={ref}
        id={id}
        className={mono ? "input area mono" : "input area"}
        rows={rows}
        value={value}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        // The first field of a dialog is where the keyboard should be.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={autoFocus}
        aria-invalid={error ? true : undefined}
        aria-describedby={help ? `${id}-help` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {help && (
        <div id={`${id}-help`} className={error ? "field-error" : "field-hint"}>
          {help}
        </div>
      )}
    </div>
  );
}
