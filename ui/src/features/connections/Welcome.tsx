import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Plus } from "lucide-react";

import type { ConnectionId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { FailureNote } from "../../kit/failureToast";
import { KINDS } from "./Switcher";

/** The first start: which organization to open. */
export function Welcome({
  onSwitch,
  onManage,
}: {
  onSwitch: (connection: ConnectionId) => void;
  /** Shows all connections, to add and change them. */
  onManage: () => void;
}) {
  const connections = useQuery(q.connections());
  return (
    <div className="welcome">
      <h1 className="h1">Open an organization</h1>
      <p className="muted">
        The sandbox is an organization to try things on. It needs no AWS account and costs nothing.
      </p>
      {connections.isError && <FailureNote failure={toFailure(connections.error)} />}
      <ul className="welcome-list">
        {connections.data?.map((each) => {
          const Icon = KINDS[each.kind].icon;
          return (
            <li key={each.id}>
              <button type="button" className="welcome-item" onClick={() => onSwitch(each.id)}>
                <Icon aria-hidden size={16} />
                <span className="grow">
                  <b>{each.name}</b>
                  <span className="muted">
                    {[KINDS[each.kind].name, each.detail, each.region].filter(Boolean).join(" · ")}
                  </span>
                </span>
                <ChevronRight aria-hidden size={14} />
              </button>
            </li>
          );
        })}
      </ul>
      {/* With the list and not before it, so that nothing moves. */}
      {connections.data && (
        <div className="side-actions">
          <Button icon={Plus} onClick={onManage}>
            Add a connection…
          </Button>
        </div>
      )}
      {connections.data && !connections.data.some(({ kind }) => kind === "profile") && (
        <p className="muted">
          Sign in with an access key, IAM Identity Center or <code>aws login</code>. Profiles of{" "}
          <code>~/.aws/config</code> appear here by themselves.
        </p>
      )}
    </div>
  );
}
