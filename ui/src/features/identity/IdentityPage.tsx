import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import type { AccountId, Change, ConnectionId, JobRecord, Plan } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Chip } from "../../kit/Chip";
import { FailureNote } from "../../kit/failureToast";
import { DocumentDialogs, type DocumentWish } from "./DocumentDialogs";
import { HandOutStep } from "./HandOutStep";
import "./identity.css";
import { LevelsStep } from "./LevelsStep";
import { OwnAccountsContext } from "./ownAccounts";
import type { OpenInConsole, Parts } from "./parts";
import { PeopleStep } from "./PeopleStep";
import { ProofStep } from "./ProofStep";
import { ReviewStep } from "./ReviewStep";
import { RunStep } from "./RunStep";
import { StepList } from "./StepList";
import { Summary } from "./Summary";
import { type StepId, STEPS } from "./steps";
import { type Draft, useDraft } from "./useDraft";
import { WhereStep } from "./WhereStep";

interface IdentityPageProps {
  connection: ConnectionId;
  index: TreeIndex | null;
  parts: Parts;
  /** Puts a plan on screen that was made already. */
  onPlan: (plan: Plan, onBegun: (job: JobRecord) => void) => void;
  onReview: (changes: Change[], onBegun?: (job: JobRecord) => void) => void;
  /** Makes the first role of an account. */
  onBootstrap: (account: AccountId) => void;
  /** Shows an account in the tree. */
  onReveal: (account: AccountId) => void;
  onConsole: OpenInConsole;
}

/** The identity account: one account holds the people, all others hold roles that they switch to. */
export function IdentityPage({ connection, index, ...ways }: IdentityPageProps) {
  const view = useQuery(q.identity(connection));
  const choices = useQuery(q.identityChoices(connection));
  const draft = useDraft(connection);
  const broken = [view, choices].find(({ isError }) => isError);

  if (broken) {
    return (
      <div className="page-message">
        <FailureNote
          failure={toFailure(broken.error)}
          actions={<Button onClick={() => void Promise.all([view.refetch(), choices.refetch()])}>Try again</Button>}
        />
      </div>
    );
  }
  if (!index) {
    return (
      <div className="page-message">
        <p className="muted" role="status">
          The organization is not loaded yet
        </p>
      </div>
    );
  }
  if (!draft) {
    return <div className="page-message" role="status" aria-label="Reading the draft" />;
  }
  return <Wizard connection={connection} index={index} draft={draft} {...ways} />;
}

type WizardProps = Omit<IdentityPageProps, "index"> & { index: TreeIndex; draft: Draft };

function Wizard({ connection, index, draft, parts, onPlan, onReview, onBootstrap, onReveal, onConsole }: WizardProps) {
  const [wish, setWish] = useState<DocumentWish | null>(null);
  // How often another document took the place of this one: what is half written belongs to the one before.
  const [opened, setOpened] = useState(0);
  const { spec, step, write, go } = draft;
  const home = useQuery(q.identity(connection)).data?.account ?? null;
  const management = useQuery(q.organization(connection)).data?.tree?.organization.managementAccountId ?? null;
  const own = useMemo(() => ({ home, management }), [home, management]);
  const checked = useQuery({ ...q.checkIdentity(connection, spec), placeholderData: keepPreviousData });
  const problems = checked.data ?? [];
  const common = { connection, index, spec, problems, write };
  const name = STEPS.find(({ id }) => id === step)?.name;

  const page: Record<StepId, () => React.ReactNode> = {
    where: () => <WhereStep {...common} onConsole={onConsole} />,
    levels: () => <LevelsStep {...common} parts={parts} />,
    people: () => <PeopleStep {...common} />,
    review: () => (
      <ReviewStep
        {...common}
        checked={checked.isSuccess && !checked.isPlaceholderData}
        onPlan={(plan) => onPlan(plan, ({ id }) => draft.ran(id))}
        onBootstrap={onBootstrap}
        onReveal={onReveal}
        onGo={go}
      />
    ),
    run: () => (
      <RunStep
        {...common}
        parts={parts}
        ran={draft.run}
        onReview={(changes) => onReview(changes, ({ id }) => draft.ran(id))}
        onGo={go}
      />
    ),
    proof: () => <ProofStep {...common} parts={parts} onReview={onReview} />,
    handOut: () => <HandOutStep {...common} onReview={onReview} />,
  };

  return (
    <OwnAccountsContext value={own}>
      <div className="bar">
        <h1 className="h1">Identity account</h1>
        <span role="status">
          <Chip tone={draft.unsaved ? "bad" : "info"}>
            {draft.saving ? "Saving…" : draft.unsaved ? "Not saved" : "Draft saved"}
          </Chip>
        </span>
        <span className="grow" />
        <Button onClick={() => setWish("open")}>Open a document…</Button>
        <Button onClick={() => setWish("show")}>Show as document…</Button>
      </div>
      <div className="identity">
        <StepList index={index} spec={spec} problems={problems} step={step} onGo={go} />
        {/* A page that scrolls must be in reach of the keyboard. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div key={`${step} ${opened}`} className="identity-page" tabIndex={0} role="region" aria-label={name}>
          {checked.isError && <FailureNote failure={toFailure(checked.error)} />}
          {page[step]()}
        </div>
        <Summary index={index} spec={spec} problems={problems} step={step} onGo={go} />
      </div>
      {wish && (
        <DocumentDialogs
          wish={wish}
          connection={connection}
          spec={spec}
          onOpen={(next) => {
            draft.open(next);
            setOpened(opened + 1);
            setWish(null);
          }}
          onClose={() => setWish(null)}
        />
      )}
    </OwnAccountsContext>
  );
}
