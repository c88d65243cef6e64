import type { IdentitySpec, SpecProblem } from "../../ipc/bindings";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Fact } from "../../kit/Facts";
import { Ticked } from "../../kit/Ticked";
import { placed, placeWords } from "./spec";
import { blocking, type StepId, stepOf, STEPS, wordsOf } from "./steps";

interface SummaryProps {
  index: TreeIndex;
  spec: IdentitySpec;
  problems: readonly SpecProblem[];
  step: StepId;
  onGo: (step: StepId) => void;
}

/** Pages on which something is decided that the way on does not decide. */
const DECIDES: readonly StepId[] = ["review", "proof"];

/** Problems that are listed; the pages say the others at their fields. */
const LISTED = 5;

/** What the document comes to so far, always in sight, and the way on. */
export function Summary({ index, spec, problems, step, onGo }: SummaryProps) {
  const place = STEPS.findIndex(({ id }) => id === step);
  const [before, after] = [STEPS[place - 1], STEPS[place + 1]];
  const lacking = blocking(problems);
  const doubts = problems.filter((problem) => !problem.blocking);
  const levels = spec.levels ?? [];
  return (
    <aside className="identity-summary" aria-label="Summary">
      {/* It scrolls, so the keyboard must reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="identity-summary-body" tabIndex={0} role="region" aria-label="The document so far">
        <h2 className="h2">Summary</h2>
        <dl className="facts">
          <Fact name="Account">{placeWords(spec, index) ?? <span className="faint">not chosen</span>}</Fact>
          <Fact name="Levels">{levels.length.toLocaleString("en")}</Fact>
          <Fact name="Groups">{(spec.groups?.length ?? 0).toLocaleString("en")}</Fact>
          <Fact name="People">{(spec.people?.length ?? 0).toLocaleString("en")}</Fact>
        </dl>
        {levels.length > 0 && (
          <ul className="identity-levels" aria-label="Roles">
            {levels.map((level) => (
              <li key={`${level.name} ${level.roleName}`}>
                <code>{level.roleName}</code>
                <span className="muted">
                  {" "}
                  {placed(level.for ?? {})}
                  {level.mfa === false && ", without MFA"}
                </span>
              </li>
            ))}
          </ul>
        )}
        {lacking.length > 0 && (
          <section>
            <h3 className="label">To put right</h3>
            <ul className="identity-problems">
              {lacking.slice(0, LISTED).map((problem) => (
                <li key={`${problem.pointer} ${problem.message}`}>
                  <button type="button" className="link" onClick={() => onGo(stepOf(problem))}>
                    <Ticked text={wordsOf(problem)} />
                  </button>
                </li>
              ))}
            </ul>
            {lacking.length > LISTED && <p className="muted">and {lacking.length - LISTED} more</p>}
          </section>
        )}
        {doubts.length > 0 && (
          <section>
            <h3 className="label">To think about</h3>
            <ul className="identity-problems">
              {doubts.slice(0, LISTED).map((problem) => (
                <li key={`${problem.pointer} ${problem.message}`}>
                  <Ticked text={wordsOf(problem)} />
                </li>
              ))}
            </ul>
            {doubts.length > LISTED && <p className="muted">and {doubts.length - LISTED} more</p>}
          </section>
        )}
      </div>
      <div className="foot">
        {before && <Button onClick={() => onGo(before.id)}>Back</Button>}
        <span className="grow" />
        {after && (
          <Button
            // A page with a choice of its own that matters more keeps the strong colour for it.
            variant={DECIDES.includes(step) ? "plain" : "primary"}
            onClick={() => onGo(after.id)}
          >
            Next: {after.name}
          </Button>
        )}
      </div>
    </aside>
  );
}
