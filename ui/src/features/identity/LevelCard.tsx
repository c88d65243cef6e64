import { ChevronRight, Trash2 } from "lucide-react";
import { useState } from "react";

import type { AccessLevel, SpecProblem } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { IconButton } from "../../kit/Button";
import { Check } from "../../kit/Check";
import { Field } from "../../kit/Field";
import { TextArea } from "../../kit/TextArea";
import type { Parts } from "./parts";
import { placed } from "./spec";
import { ScopeField } from "./ScopeField";
import { blocking, errorAt } from "./steps";

/** Characters of all policies written into one role. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const INLINE_MAX = 10_240;

interface LevelCardProps {
  index: TreeIndex;
  level: AccessLevel;
  /** Where it stands in the document: `/levels/0`. */
  at: string;
  problems: readonly SpecProblem[];
  open: boolean;
  parts: Parts;
  onToggle: () => void;
  onChange: (level: AccessLevel) => void;
  onRemove: () => void;
}

/** One access level: its line, and all that can be said of it while it is open. */
export function LevelCard({ index, level, at, problems, open, parts, onToggle, onChange, onRemove }: LevelCardProps) {
  const wrong = blocking(problems).some(({ pointer }) => pointer === at || pointer.startsWith(`${at}/`));
  return (
    <section className="card" aria-label={`Access level ${level.name}`}>
      <div className="identity-card-head">
        <button type="button" className="card-open grow" aria-expanded={open} onClick={onToggle}>
          <ChevronRight aria-hidden size={14} className={open ? "twisty open" : "twisty"} />
          <b className="clip">{level.name || "unnamed"}</b>
          <span className="muted clip">
            <code>{level.roleName}</code> {placed(level.for ?? {})}
          </span>
          {wrong && !open && <span className="field-error">Something to put right</span>}
        </button>
        <IconButton icon={Trash2} label={`Remove ${level.name}`} onClick={onRemove} />
      </div>
      {open && <LevelFields {...{ index, level, at, problems, parts, onChange }} />}
    </section>
  );
}

type LevelFieldsProps = Pick<LevelCardProps, "index" | "level" | "at" | "problems" | "parts" | "onChange">;

function LevelFields({ index, level, at, problems, parts, onChange }: LevelFieldsProps) {
  // As it is typed: empty lines are no policies.
  const [arns, setArns] = useState((level.policies ?? []).join("\n"));
  const [own] = level.inline ?? [];
  const change = (part: Partial<AccessLevel>) => onChange({ ...level, ...part });
  const mfa = level.mfa ?? true;
  return (
    <div className="dialog-body">
      <div className="identity-pair">
        <Field
          label="Name"
          value={level.name}
          error={errorAt(problems, `${at}/name`)}
          hint="What people call it."
          onChange={(name) => change({ name })}
        />
        <Field
          label="Role"
          mono
          value={level.roleName}
          error={errorAt(problems, `${at}/roleName`)}
          onChange={(roleName) => change({ roleName })}
        />
      </div>
      <ScopeField
        legend="Accounts that get the role"
        allHint="Accounts that join later get it when you review and run this again. The identity account and the management account only where you name them."
        index={index}
        scope={level.for ?? {}}
        error={errorAt(problems, `${at}/for`, true)}
        onChange={(scope) => change({ for: scope })}
      />
      <TextArea
        label="Managed policies"
        rows={3}
        mono
        value={arns}
        error={errorAt(problems, `${at}/policies`, true)}
        hint="ARNs of AWS’s policies, one a line."
        onChange={(text) => {
          setArns(text);
          change({
            policies: text
              .split("\n")
              .map((line) => line.trim())
              .filter(Boolean),
          });
        }}
      />
      <Check
        label="A policy of its own, too"
        checked={own !== undefined}
        onChange={(wanted) =>
          change({ inline: wanted ? [{ name: level.roleName, document: "" }] : (level.inline ?? []).slice(1) })
        }
      />
      {own && (
        <>
          {parts.policy({
            label: `Policy ${own.name}`,
            kind: "inline",
            value: own.document,
            max: INLINE_MAX,
            rows: 8,
            onChange: (document) => change({ inline: [{ ...own, document }, ...(level.inline ?? []).slice(1)] }),
          })}
          {(level.inline?.length ?? 0) > 1 && (
            <p className="field-hint">More policies of its own stand in the document and stay.</p>
          )}
        </>
      )}
      {parts.session({
        seconds: level.sessionSeconds ?? 3600,
        onChange: (sessionSeconds) => change({ sessionSeconds }),
      })}
      <Check
        label="Only after signing in with MFA"
        hint={mfa ? undefined : "A stolen password is then enough to use the role."}
        checked={mfa}
        onChange={(next) => change({ mfa: next })}
      />
    </div>
  );
}
