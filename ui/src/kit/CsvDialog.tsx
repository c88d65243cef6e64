import { CircleAlert, CircleCheck } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";

import { Button } from "./Button";
import { CsvSource } from "./CsvSource";
import { Dialog } from "./Dialog";
import { FailureNote } from "./failureToast";
import { Ticked } from "./Ticked";
import { count, sentence } from "./words";

/** A row as it was read: on which line, and what is wrong with it. */
interface CsvRow {
  line: number;
  errors: string[];
}

/** What reading the text gave, as a query tells it; `isPlaceholderData`: it is of the text before. */
interface Reading<Row> {
  data: Row[] | undefined;
  isPlaceholderData: boolean;
}

interface CsvDialogProps<Row> {
  title: string;
  fileLabel: string;
  /** An example to copy; not read yet where there is none. */
  template: string | undefined;
  hint: string;
  text: string;
  onText: (text: string) => void;
  read: Reading<Row>;
  /** Why the text is no table. */
  failure: ComponentProps<typeof FailureNote>["failure"] | null;
  /** What a row can be or cannot be: `invited`. */
  done: string;
  /** What the table is of: `accounts to invite`. */
  of: string;
  /** Stands at the foot while no row is wrong; it is given how many rows there are. */
  remark: (rows: number) => string;
  /** The words of the button; it is given how many rows are good. */
  submit: (good: number) => string;
  /** Heads of the columns after the line's number: the first one names the row. */
  columns: readonly [string, ...string[]];
  name: (row: Row) => ReactNode;
  /** The cells of a good row after its name. */
  cells: (row: Row) => ReactNode;
  /** Further questions, between the text and its rows. */
  children?: ReactNode;
  onSubmit: (good: Row[]) => void;
  onClose: () => void;
}

/** Takes a table as CSV, from a file or as pasted, and shows each of its rows before anything is done with them. */
export function CsvDialog<Row extends CsvRow>(props: CsvDialogProps<Row>) {
  const { text, read, failure, done, onSubmit, onClose } = props;
  const isThere = text.trim() !== "";
  const rows = isThere && failure === null ? (read.data ?? []) : [];
  const good = rows.filter(({ errors }) => errors.length === 0);
  const wrong = rows.length - good.length;
  const refusal = !isThere
    ? "Choose a file or paste a table first"
    : failure !== null
      ? `This is no table of ${props.of}`
      : read.data === undefined || read.isPlaceholderData
        ? "Reading the table"
        : good.length === 0
          ? `No row can be ${done}`
          : null;

  return (
    <Dialog title={props.title} place="wide" onClose={onClose}>
      <form
        className="dialog-body"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (refusal === null) {
            onSubmit(good);
          }
        }}
      >
        <CsvSource
          fileLabel={props.fileLabel}
          template={props.template}
          hint={props.hint}
          text={text}
          onText={props.onText}
        />
        {props.children}
        {isThere && failure !== null && <FailureNote failure={failure} />}
        {rows.length > 0 && <Rows {...props} rows={rows} />}
        <footer className="foot">
          <span className={wrong > 0 ? "warn grow" : "muted grow"} role="status">
            {wrong > 0
              ? `${count(wrong, "row")} cannot be ${done} and ${wrong === 1 ? "is" : "are"} left out`
              : props.remark(rows.length)}
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" refusal={refusal}>
            {props.submit(good.length)}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function Rows<Row extends CsvRow>({ rows, columns, done, name, cells }: CsvDialogProps<Row> & { rows: Row[] }) {
  return (
    // A list that scrolls must be in reach of the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="csv-rows" tabIndex={0} role="region" aria-label="Rows of the table">
      <table>
        <thead>
          <tr>
            <th scope="col" className="num">
              Line
            </th>
            {columns.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const isGood = row.errors.length === 0;
            return (
              <tr key={row.line}>
                <td className="num faint">{row.line}</td>
                <td>
                  <span className="with-icon">
                    {isGood ? (
                      <CircleCheck aria-label={`can be ${done}`} size={14} className="state ok" />
                    ) : (
                      <CircleAlert aria-label={`cannot be ${done}`} size={14} className="state bad" />
                    )}
                    <span className="clip">{name(row)}</span>
                  </span>
                </td>
                {isGood ? (
                  cells(row)
                ) : (
                  <td colSpan={columns.length - 1} className="csv-error">
                    {row.errors.map((error) => (
                      <p key={error}>
                        <Ticked text={sentence(error)} />
                      </p>
                    ))}
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
