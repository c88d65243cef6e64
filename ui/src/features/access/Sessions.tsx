import { useQuery } from "@tanstack/react-query";
import { RotateCw, X } from "lucide-react";

import { type AccountId, commands, type ConnectionId, type ConsoleSession } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { IconButton } from "../../kit/Button";
import { failureToast } from "../../kit/failureToast";
import { noteToast } from "../../kit/noteToast";
import { useNow } from "../../kit/useNow";
import { left, moment } from "../../kit/words";
import { destinationWords } from "./options";
import { openAgain } from "./openAgain";

/** From when on a session is about to end, in minutes. */
const SOON = 5;

interface SessionsProps {
  connection: ConnectionId;
  sessions: readonly ConsoleSession[];
  nameOf: (account: AccountId) => string;
}

/** The console sessions that run, soonest end first. */
export function Sessions({ connection, sessions, nameOf }: SessionsProps) {
  const now = useNow();
  const services = useQuery(q.consoleServices()).data ?? [];
  const browsers = useQuery(q.browsers()).data ?? [];
  const running = sessions.filter(({ endsAt }) => Date.parse(endsAt) > now);

  return (
    <section className="card" aria-label="Console sessions">
      <h2>Console sessions {running.length > 0 && <span className="num faint">{running.length}</span>}</h2>
      {running.length === 0 ? (
        <p className="muted">None is running. What you open is listed here with the time that is left.</p>
      ) : (
        <ul className="sessions">
          {running.map((session) => {
            const { id, account, role, openedAt, endsAt, browser, destination } = session;
            const name = nameOf(account);
            const part = (Date.parse(endsAt) - now) / Math.max(1, Date.parse(endsAt) - Date.parse(openedAt));
            const minutes = (Date.parse(endsAt) - now) / 60_000;
            return (
              <li key={id} title={`Opened ${moment(openedAt)}\nEnds ${moment(endsAt)}`}>
                <div className="session-line">
                  <span className="clip grow session-name">{name}</span>
                  <span className="num muted">{left(endsAt, now)} left</span>
                  <IconButton
                    icon={RotateCw}
                    label={`Open ${name} again`}
                    onClick={() => void openAgain(connection, session, name)}
                  />
                  <IconButton icon={X} label={`Take ${name} off the list`} onClick={() => void end(id, name)} />
                </div>
                <p className="muted clip session-words">
                  <code>{role}</code>
                  {destination.kind !== "home" && ` · ${destinationWords(destination, services)}`}
                  {browser !== null && ` · ${browsers.find((each) => each.id === browser)?.name ?? browser}`}
                </p>
                {/* The words above say the same. */}
                <span aria-hidden className={minutes <= SOON ? "session-bar soon" : "session-bar"}>
                  <i style={{ width: `${Math.min(100, Math.round(part * 100))}%` }} />
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

async function end(id: number, name: string): Promise<void> {
  try {
    await run(commands.endConsoleSession(id));
    noteToast("info", `${name} is off the list; log out in the browser to end the session itself`);
  } catch (thrown) {
    failureToast(`Could not take ${name} off the list`, toFailure(thrown));
  }
}
