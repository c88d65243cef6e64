import { Download, Table2 } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { Button as AriaButton, MenuTrigger, Popover } from "react-aria-components";

import { IconButton } from "../Button";
import { MenuList } from "../ContextMenu";
import { money } from "../money";
import { csvOf, pngOf, svgOf } from "./files";
import type { ChartOption } from "./library";
import "./charts.css";

/** A picture or its figures, to be kept as a file. */
export interface PictureFile {
  title: string;
  format: "png" | "svg" | "csv";
  /** A text; of a PNG, in base64. */
  content: string;
}

/** The figures of a picture. */
export interface Table {
  /** A column with a unit holds amounts. */
  columns: readonly { name: string; unit?: string }[];
  rows: readonly { cells: readonly string[]; note?: string | null }[];
}

interface PictureProps {
  title: string;
  hint?: ReactNode;
  /** What else stands in its head. */
  actions?: ReactNode;
  table: Table;
  /** What files are drawn from. */
  option: ChartOption;
  onSave: (file: PictureFile) => void;
  children: ReactNode;
}

/** A picture with its title, the same figures as a table, and both as files. */
export function Picture({ title, hint, actions, table, option, onSave, children }: PictureProps) {
  const [asTable, setAsTable] = useState(false);
  const heading = useId();

  const save = (format: PictureFile["format"]) => {
    const content = format === "csv" ? csvOf(table) : format === "svg" ? svgOf(option, title) : pngOf(option, title);
    onSave({ title, format, content });
  };

  return (
    <section className="picture" aria-labelledby={heading}>
      <header className="picture-head">
        <h2 id={heading} className="grow clip">
          {title}
        </h2>
        {actions}
        <IconButton
          icon={Table2}
          label={asTable ? "Hide the table" : "Show as a table"}
          onClick={() => setAsTable(!asTable)}
        />
        <MenuTrigger>
          <AriaButton className="btn icon quiet" aria-label={`Save ${title}`}>
            <Download aria-hidden />
          </AriaButton>
          <Popover className="popover" placement="bottom end" offset={4}>
            <MenuList
              label={`Save ${title}`}
              commands={[
                { id: "png", name: "Save as PNG", run: () => save("png") },
                { id: "svg", name: "Save as SVG", run: () => save("svg") },
                { id: "csv", name: "Save the figures as CSV", run: () => save("csv") },
              ]}
            />
          </Popover>
        </MenuTrigger>
      </header>
      {hint && <p className="picture-hint muted">{hint}</p>}
      {children}
      {asTable && (
        // What scrolls must be in reach of the keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="picture-table" role="region" aria-label={`Figures of ${title}`} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {table.columns.map(({ name, unit }) => (
                  <th key={name} className={unit === undefined ? undefined : "num"}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map(({ cells, note }) => (
                <tr key={cells[0]}>
                  {table.columns.map(({ name, unit }, nth) => (
                    <td key={name} className={unit === undefined ? "nowrap" : "num"}>
                      {unit === undefined ? cells[nth] : money(cells[nth] ?? "0", unit)}
                      {nth === 0 && note && <span className="faint"> {note}</span>}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
