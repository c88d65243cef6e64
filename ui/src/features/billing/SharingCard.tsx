import { useQuery } from "@tanstack/react-query";

import { commands, type ConnectionId, type SharedDiscount } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { Chip } from "../../kit/Chip";
import { BesideCard } from "./BesideCard";

const NAMES: Record<SharedDiscount, string> = {
  commitments: "Reservations and savings plans",
  credits: "Credits",
};

/** Whether one account's discounts help the others. */
export function SharingCard({ connection }: { connection: ConnectionId }) {
  const query = q.sharing(connection);
  return (
    <BesideCard
      title="Sharing of discounts"
      things="preferences"
      unread="How discounts are shared between the accounts is not known yet."
      none="AWS does not say how discounts are shared."
      beside={useQuery(query).data}
      queryKey={query.queryKey}
      read={() => commands.sharing(connection, true)}
    >
      {(items) => (
        <ul className="bill-news">
          {items.map(({ shared, everywhere, apart, words }) => (
            <li key={shared}>
              <div className="bill-news-head">
                <span className="grow">{NAMES[shared]}</span>
                <Chip tone={everywhere === null ? "plain" : everywhere ? "ok" : "info"}>
                  {everywhere === null ? "Not told" : everywhere ? "Shared" : "Not shared"}
                </Chip>
              </div>
              <p className="muted">{words}</p>
              {apart.length > 0 && (
                <p className="muted">
                  Set apart:{" "}
                  {apart.map(({ account, accountName, enabled }) => (
                    <span key={account} className="shared-apart">
                      {accountName ?? account} <em>{enabled ? "shares" : "does not share"}</em>
                    </span>
                  ))}
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </BesideCard>
  );
}
