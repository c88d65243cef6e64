import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { ConnectionId, NodeId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { money } from "../../kit/money";
import { dayWords } from "./words";

interface SurprisesProps {
  connection: ConnectionId;
  onReveal: (account: NodeId) => void;
}

/** How many are listed before someone asks for all. */
const LISTED = 6;

/** Days on which an account cost far more than usual, as Canopy reckons from what it has read. */
export function Surprises({ connection, onReveal }: SurprisesProps) {
  const view = useQuery(q.billSurprises(connection)).data;
  const [explained, setExplained] = useState(false);
  const [all, setAll] = useState(false);
  if (!view) {
    return null;
  }
  const { surprises, words, unit, readAt } = view;
  const shown = all ? surprises : surprises.slice(0, LISTED);
  return (
    <section className="card bill-beside" aria-label="Unusual days">
      <header className="bill-beside-head">
        <h2 className="grow">Unusual days</h2>
        <button type="button" className="link" aria-expanded={explained} onClick={() => setExplained(!explained)}>
          How is it found?
        </button>
      </header>
      {explained && <p className="muted">{words}</p>}
      {surprises.length === 0 ? (
        <p className="muted">
          {readAt === null
            ? "The days are not read yet: the next refresh brings them."
            : "In the last week, no account cost far more on a day than it usually does."}
        </p>
      ) : (
        <ul className="bill-news">
          {shown.map(({ account, name, path, day, amount, usual, threshold }) => (
            <li key={`${account} ${day}`} title={`Stands out from ${money(threshold, unit)} on`}>
              <div className="bill-news-head">
                <button
                  type="button"
                  className="link clip grow"
                  title={path ?? undefined}
                  onClick={() => onReveal(account)}
                >
                  {name}
                </button>
                <b className="num more">{money(amount, unit)}</b>
              </div>
              <p className="muted num">
                {dayWords(day)} · usually {money(usual, unit)}
              </p>
            </li>
          ))}
          {shown.length < surprises.length && (
            <li>
              <button type="button" className="link" onClick={() => setAll(true)}>
                Show all {surprises.length.toLocaleString("en")}
              </button>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}
