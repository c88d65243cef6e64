import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronRight, RotateCw } from "lucide-react";
import { useState } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";

import type { AccountId, Change, ConnectionId, RoleName } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { readinessOf } from "../../ipc/readiness";
import type { TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { FailureNote } from "../../kit/failureToast";
import { Field } from "../../kit/Field";
import { ByCloudFormation, ByCloudShell } from "./BootstrapWays";
import { OneTimeForm } from "./OneTimeForm";
import { askAgain } from "./readinessRun";
import { HOUR_S, newRole, type RoleDraft, roleNameProblem } from "./roles";
import { RoleStateMark } from "./RoleStateMark";
import { SessionField } from "./SessionField";
import { TemplateChoice } from "./TemplateChoice";
import { TrustChoices, TrustDocument, useTrust, useTrustDraft } from "./TrustFields";
import { useStanding } from "./useStanding";

interface BootstrapDialogProps {
  connection: ConnectionId;
  index: TreeIndex;
  account: AccountId;
  role?: RoleName | undefined;
  onClose: () => void;
  onReview: (changes: Change[]) => void;
}

/** The first role of an account that Canopy cannot enter yet: three ways to make it, and a look whether it is there. */
export function BootstrapDialog({ connection, index, account, role: given, onClose, onReview }: BootstrapDialogProps) {
  const standing = useStanding(connection);
  const settings = useQuery(q.settings());
  const templates = useQuery(q.roleTemplates(connection));
  const readiness = useQuery(q.readiness(connection));
  const [edited, setEdited] = useState<RoleDraft | null>(null);
  const [open, setOpen] = useState(false);
  const [trustDraft, setTrust] = useTrustDraft(standing);
  const [templateUrl, setTemplateUrl] = useState("");
  const [region, setRegion] = useState("us-east-1");
  const draft = edited ?? {
    template: "administrator",
    name: given ?? settings.data?.defaultRole ?? "",
    description: "Made for Canopy, which enters the account with it",
    maxSessionSeconds: HOUR_S,
    custom: "",
  };
  const offered = (templates.data ?? []).filter((each) => each.template !== "custom");
  const template = offered.find((each) => each.template === draft.template);
  const trust = useTrust(connection, trustDraft, standing);
  const nameProblem = roleNameProblem(draft.name);
  const role = newRole(draft, template?.policies ?? [], trust.text);
  const refusal =
    (template === undefined ? "The templates are still being read" : null) ?? nameProblem ?? trust.refusal;
  const url = /^https:\/\/\S+\.\S+\/\S+$/.test(templateUrl.trim()) ? templateUrl.trim() : null;
  const made = useQuery({
    ...q.bootstrap(connection, { account, role, templateUrl: url, region: region.trim() || null }),
    enabled: refusal === null,
    placeholderData: keepPreviousData,
  });
  const node = index.byId.get(account);
  const name = node?.name ?? account;
  const nameOf = (id: string) => index.byId.get(id)?.name;
  const state = readiness.data ? (readinessOf(readiness.data, draft.name).get(account)?.readiness ?? "unasked") : null;
  const asking = Boolean(readiness.data?.progress);

  return (
    <Dialog title={`The first role in ${name}`} place="wide" onClose={onClose}>
      <div className="role-form">
        <div className="dialog-body bootstrap">
          <p className="muted">
            {node?.kind === "account" && node.joinedMethod === "INVITED"
              ? "AWS makes no role in an account that was invited, so nobody can enter it from here."
              : "No role lets anybody in from here: it is gone, or it trusts others."}{" "}
            Someone who is signed in to {name} makes it once, in one of three ways.
          </p>
          <section className="bootstrap-role">
            <button type="button" className="card-open" aria-expanded={open} onClick={() => setOpen(!open)}>
              <ChevronRight aria-hidden size={14} className={open ? "twisty open" : "twisty"} />
              <span className="grow">
                <code>{draft.name}</code> <span className="muted">· {template?.name ?? "…"}, trusting</span>{" "}
                {trustDraft.written === null
                  ? trustDraft.accounts.map((id) => index.byId.get(id)?.name ?? id).join(", ") || "nobody"
                  : "whom the policy names"}
              </span>
              <span className="link">{open ? "Done" : "Change"}</span>
            </button>
            {open && (
              <div className="role-columns">
                <div className="dialog-body">
                  <Field
                    label="Name"
                    mono
                    value={draft.name}
                    error={nameProblem}
                    onChange={(text) => setEdited({ ...draft, name: text })}
                  />
                  <TemplateChoice
                    templates={offered}
                    chosen={draft.template}
                    onChoose={(next) => setEdited({ ...draft, template: next.template })}
                  />
                  <SessionField
                    seconds={draft.maxSessionSeconds}
                    onChange={(maxSessionSeconds) => setEdited({ ...draft, maxSessionSeconds })}
                  />
                </div>
                <div className="dialog-body">
                  <TrustChoices index={index} standing={standing} draft={trustDraft} onChange={setTrust} />
                  <TrustDocument index={index} draft={trustDraft} trust={trust} onChange={setTrust} />
                </div>
              </div>
            )}
          </section>
          {made.isError && (
            <FailureNote
              failure={toFailure(made.error)}
              actions={<Button onClick={() => void made.refetch()}>Try again</Button>}
            />
          )}
          {refusal !== null && templates.data && <p className="field-error">{refusal}</p>}
          <Tabs className="ways">
            <TabList className="seg" aria-label="Ways to make the role">
              <Tab id="cloudformation" className="seg-item">
                CloudFormation
              </Tab>
              <Tab id="cloudshell" className="seg-item">
                CloudShell
              </Tab>
              <Tab id="credentials" className="seg-item">
                One-time credentials
              </Tab>
            </TabList>
            <TabPanel id="cloudformation" className="dialog-body way">
              <ByCloudFormation
                bootstrap={made.data}
                account={name}
                url={templateUrl}
                usable={url !== null}
                region={region}
                onUrl={setTemplateUrl}
                onRegion={setRegion}
                nameOf={nameOf}
              />
            </TabPanel>
            <TabPanel id="cloudshell" className="dialog-body way">
              <ByCloudShell bootstrap={made.data} account={name} nameOf={nameOf} />
            </TabPanel>
            <TabPanel id="credentials" className="dialog-body way">
              <OneTimeForm
                connection={connection}
                account={account}
                name={name}
                refusal={standing.readOnly ?? refusal}
                onLent={() => onReview([{ change: "createRole", account, role }])}
              />
            </TabPanel>
          </Tabs>
        </div>
        <footer className="foot role-foot">
          <span className="grow with-icon" role="status">
            {state && (
              <>
                <code className="clip">{draft.name}</code>
                <RoleStateMark state={state} />
              </>
            )}
          </span>
          <Button
            icon={RotateCw}
            busy={asking}
            refusal={nameProblem}
            onClick={() => askAgain(connection, account, draft.name)}
          >
            {asking ? "Checking…" : "Check again"}
          </Button>
          <Button onClick={onClose}>Close</Button>
        </footer>
      </div>
    </Dialog>
  );
}
