import type { IdentitySpec, SpecProblem } from "../../ipc/bindings";
import { sentence } from "../../kit/words";

/** A page of the wizard. */
export type StepId = "where" | "levels" | "people" | "review" | "run" | "proof" | "handOut";

interface WizardStep {
  id: StepId;
  name: string;
  /** The parts of the document that are written there. */
  parts: readonly (keyof IdentitySpec)[];
}

/** The pages, in the order in which they build on each other. */
export const STEPS: readonly WizardStep[] = [
  { id: "where", name: "Where", parts: ["where"] },
  { id: "levels", name: "Who may do what", parts: ["levels"] },
  { id: "people", name: "People", parts: ["alias", "passwordPolicy", "ownAccessKeys", "groups", "people"] },
  { id: "review", name: "Review", parts: [] },
  { id: "run", name: "Run", parts: [] },
  { id: "proof", name: "Proof", parts: [] },
  { id: "handOut", name: "Hand-out", parts: ["handOut"] },
];

/** The page that a draft was left on; the first where it names none that there is. */
export function stepNamed(page: string | undefined): StepId {
  return STEPS.find(({ id }) => id === page)?.id ?? "where";
}

/** The page where a problem is put right. */
export function stepOf(problem: SpecProblem): StepId {
  const part = problem.pointer.split("/")[1];
  return STEPS.find(({ parts }) => parts.some((each) => each === part))?.id ?? "where";
}

/** Problems that keep anything from being planned. */
export function blocking(problems: readonly SpecProblem[]): SpecProblem[] {
  return problems.filter((problem) => problem.blocking);
}

/** What is wrong at one place of the document, in words; null if nothing is. With `below`, at any place in it too. */
export function errorAt(problems: readonly SpecProblem[], pointer: string, below = false): string | null {
  const found = blocking(problems).find(
    (problem) => problem.pointer === pointer || (below && problem.pointer.startsWith(`${pointer}/`)),
  );
  return found ? wordsOf(found) : null;
}

/** A problem as one or two sentences. */
export function wordsOf({ message, hint }: SpecProblem): string {
  return hint ? `${sentence(message)}. ${hint}` : sentence(message);
}
