import type { Applied, NodeId, NodePolicies } from "../../ipc/bindings";

/** Kinds of policies as AWS names them. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies.html */
const KINDS: Readonly<Record<string, string>> = {
  SERVICE_CONTROL_POLICY: "Service control policies",
  RESOURCE_CONTROL_POLICY: "Resource control policies",
  TAG_POLICY: "Tag policies",
  BACKUP_POLICY: "Backup policies",
  AISERVICES_OPT_OUT_POLICY: "AI services opt-out policies",
  CHATBOT_POLICY: "Chat applications policies",
  DECLARATIVE_POLICY_EC2: "Declarative policies for EC2",
  SECURITYHUB_POLICY: "Security Hub policies",
};

/** A kind in words; one that this version does not know, as AWS writes it. */
export function kindName(kind: string): string {
  return KINDS[kind] ?? kind;
}

/** `2 of 5 slots used here`. */
export function slotsOf({ attached, slots }: NodePolicies): string {
  return slots === null ? `${attached} attached here` : `${attached} of ${slots} attached here`;
}

/** How much of its room a document takes: `1,204 of 5,120 characters`; null where it was not read. */
export function sizeOf({ policy }: Applied, maxSize: number | null): string | null {
  if (!policy.content) {
    return null;
  }
  const size = policy.content.length.toLocaleString("en");
  return maxSize === null ? `${size} characters` : `${size} of ${maxSize.toLocaleString("en")} characters`;
}

/** A policy once, with every node it is attached to on the way down. */
export interface Inherited {
  applied: Applied;
  from: NodeId[];
}

/** Policies that stand on several nodes of one way, once each: AWS attaches its own nearly everywhere. */
export function together(applied: readonly Applied[]): Inherited[] {
  const found: Inherited[] = [];
  for (const each of applied) {
    const known = found.find((it) => it.applied.policy.id === each.policy.id);
    if (known) {
      known.from.push(each.from);
    } else {
      found.push({ applied: each, from: [each.from] });
    }
  }
  return found;
}
