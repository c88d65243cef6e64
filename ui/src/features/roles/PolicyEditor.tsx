import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CircleX, TriangleAlert } from "lucide-react";
import { useRef } from "react";

import type { DocumentKind, Problem } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { policyLength } from "../../kit/json";
import { Meter } from "../../kit/Meter";
import { TextArea } from "../../kit/TextArea";
import { Ticked } from "../../kit/Ticked";
import { sentence } from "../../kit/words";

interface PolicyEditorProps {
  label: string;
  kind: DocumentKind;
  value: string;
  /** Most characters that AWS takes, white space not counted. */
  max: number;
  rows: number;
  hint?: string;
  placeholder?: string;
  onChange: (value: string) => void;
}

/** What Rust finds wrong with a document; nothing while it is empty or being looked at for the first time. */
export function useProblems(text: string, kind: DocumentKind): readonly Problem[] {
  const found = useQuery({
    ...q.checkPolicy(text, kind),
    enabled: text.trim() !== "",
    placeholderData: keepPreviousData,
  });
  return text.trim() === "" ? [] : (found.data ?? []);
}

/** A policy to write: its problems by line and column, and how much of AWS's limit it takes. */
export function PolicyEditor({ label, kind, value, max, rows, hint, placeholder, onChange }: PolicyEditorProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const problems = useProblems(value, kind);

  function goTo({ line, column }: Problem): void {
    const lines = value.split("\n");
    const before = lines.slice(0, (line ?? 1) - 1).reduce((sum, each) => sum + each.length + 1, 0);
    const at = before + (column ?? 1) - 1;
    field.current?.focus();
    field.current?.setSelectionRange(at, at + 1);
  }

  return (
    <div className="policy-editor">
      <TextArea
        ref={field}
        label={label}
        mono
        rows={rows}
        value={value}
        hint={hint}
        {...(placeholder !== undefined && { placeholder })}
        onChange={onChange}
      />
      {problems.length > 0 && (
        <ul className="problems" aria-label={`Problems of ${label.toLowerCase()}`}>
          {problems.map((problem) => (
            <li key={`${problem.line} ${problem.column} ${problem.message}`}>
              {problem.blocking ? (
                <CircleX aria-hidden size={14} className="state bad" />
              ) : (
                <TriangleAlert aria-hidden size={14} className="state warn" />
              )}
              <span>
                <span className="unseen">{problem.blocking ? "Refused: " : "Doubtful: "}</span>
                {problem.line !== null && (
                  <>
                    <button type="button" className="link num" onClick={() => goTo(problem)}>
                      Line {problem.line}
                      {problem.column !== null && `, column ${problem.column}`}
                    </button>
                    {": "}
                  </>
                )}
                <Ticked text={sentence(problem.message)} />
                {problem.hint && (
                  <span className="muted">
                    . <Ticked text={problem.hint} />
                  </span>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      <Meter label="Size, without white space" used={policyLength(value)} of={max} />
    </div>
  );
}
