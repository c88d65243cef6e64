import { CircleX, KeyRound, LogOut, MoveRight, Pencil, Plus, Tags, Trash2 } from "lucide-react";

import type { Node } from "../../ipc/bindings";
import { Button } from "../../kit/Button";
import { CopyButton } from "../../kit/CopyButton";
import { Fact } from "../../kit/Facts";
import { count } from "../../kit/words";
import type { InspectorProps } from "./Inspector";
import { Head } from "./InspectorParts";
import { cannotLetGo, cannotMove } from "./rules";

/** Several at once, and what can be done with all of them as one plan. */
export function SeveralInspector({ nodes, index, organization, actions }: InspectorProps & { nodes: readonly Node[] }) {
  const ids = nodes.map((node) => node.id);
  const parents = new Set(nodes.map((node) => node.parentId));
  const onlyAccounts = nodes.every((node) => node.kind === "account");
  const [first] = nodes;
  const names = nodes
    .slice(0, 3)
    .map((node) => node.name)
    .join(", ");
  const management = organization.managementAccountId;
  return (
    <>
      <Head
        label={`${count(nodes.length, onlyAccounts ? "account" : "thing")} selected`}
        title={nodes.length > 3 ? `${names} and ${nodes.length - 3} more` : names}
      />
      <dl className="facts">
        <Fact name="In">
          {parents.size === 1 && first?.parentId ? index.path(first.parentId) : count(parents.size, "place")}
        </Fact>
        <Fact name="Ids" copy={ids.join("\n")}>
          {count(ids.length, "id")}
        </Fact>
      </dl>
      <div className="side-actions">
        <Button changes icon={MoveRight} refusal={cannotMove(index, ids)} onClick={() => actions.move(ids)}>
          Move to…
        </Button>
        <Button changes icon={Tags} onClick={() => actions.tag(ids)}>
          Edit tags…
        </Button>
        <Button
          changes
          icon={LogOut}
          refusal={cannotLetGo(index, ids, management, "removed")}
          onClick={() => actions.remove(ids)}
        >
          Remove…
        </Button>
        <Button
          changes
          icon={CircleX}
          refusal={cannotLetGo(index, ids, management, "closed")}
          onClick={() => actions.close(ids)}
        >
          Close…
        </Button>
      </div>
      {onlyAccounts && (
        <section className="card" aria-label="Roles">
          <h3 className="with-icon">
            <KeyRound aria-hidden size={14} className="faint" /> Roles
          </h3>
          <div className="side-actions">
            <Button changes icon={Plus} onClick={() => actions.roles("create", ids)}>
              Create role…
            </Button>
            <Button changes icon={Pencil} onClick={() => actions.roles("editTrust", ids)}>
              Edit trust…
            </Button>
            <Button changes icon={Trash2} onClick={() => actions.roles("delete", ids)}>
              Delete role…
            </Button>
          </div>
        </section>
      )}
      <section className="card">
        <h3>Selected</h3>
        <div className="list">
          {nodes.slice(0, 12).map((node) => (
            <div key={node.id}>
              <span className="grow clip">{node.name}</span>
              <code>{node.id}</code>
              <CopyButton what={`id of ${node.name}`} text={node.id} />
            </div>
          ))}
          {nodes.length > 12 && <div className="muted">and {nodes.length - 12} more</div>}
        </div>
      </section>
    </>
  );
}
