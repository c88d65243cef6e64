import { type ReactNode, type Ref, useId } from "react";

interface FieldProps {
  label: ReactNode;
  value: string;
  onChange: (value: string) => void;
  /** Why the value is not possible. */
  error?: string | null;
  hint?: ReactNode;
  /** Why nothing can be written here now. It stays in reach of the keyboard, so that the reason can be read. */
  refusal?: string | null;
  placeholder?: string;
  autoFocus?: boolean;
  mono?: boolean;
  type?: "text" | "email" | "password";
  ref?: Ref<HTMLInputElement>;
}

/** One line of text with its label, and the reason if it cannot be so. */
export function Field({
  label,
  value,
  onChange,
  error,
  hint,
  refusal,
  placeholder,
  autoFocus,
  mono,
  type = "text",
  ref,
}: FieldProps) {
  const id = useId();
  const help = refusal ?? error ?? hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        ref={ref}
        id={id}
        className={mono ? "input mono" : "input"}
        type={type}
        value={value}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        readOnly={Boolean(refusal)}
        aria-disabled={refusal ? true : undefined}
        // The first field of a dialog is where the keyboard should be.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={autoFocus}
        aria-invalid={error ? true : undefined}
        aria-describedby={help ? `${id}-help` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {help && (
        <p id={`${id}-help`} className={error && !refusal ? "field-error" : "field-hint"}>
          {help}
        </p>
      )}
    </div>
  );
}
