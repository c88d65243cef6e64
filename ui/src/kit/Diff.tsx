import { useMemo } from "react";

import { type DiffLine, type DiffRow, lineDiff, stacked } from "./diff";

interface DiffProps {
  label: string;
  before: string;
  after: string;
  /** Where there is no room for two columns: what goes above what comes. */
  narrow?: boolean;
}

/** Two texts side by side, line by line; what differs is marked with a sign, not by colour alone. */
export function Diff({ label, before, after, narrow = false }: DiffProps) {
  const rows = useMemo(
    () => (narrow ? stacked : (all: DiffRow[]) => all)(lineDiff(before, after)),
    [before, after, narrow],
  );
  return (
    // What scrolls must be in reach of the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="diff" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {narrow ? (
              <th scope="col">Before and after</th>
            ) : (
              <>
                <th scope="col">Before</th>
                <th scope="col">After</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            // Lines have no other name than their place.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={place}>
              {(!narrow || row.before) && <Side line={row.before} sign="−" word="taken away" tone="removed" />}
              {(!narrow || !row.before) && <Side line={row.after} sign="+" word="added" tone="added" />}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Side({ line, sign, word, tone }: { line: DiffLine | null; sign: string; word: string; tone: string }) {
  if (!line) {
    return <td className="none" />;
  }
  return (
    <td className={line.changed ? tone : undefined}>
      <span aria-hidden className="diff-sign">
        {line.changed ? sign : ""}
      </span>
      {line.changed && <span className="unseen">{word}: </span>}
      <span className="diff-text">{line.text}</span>
    </td>
  );
}
