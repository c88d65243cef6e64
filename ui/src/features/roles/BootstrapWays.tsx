import type { Bootstrap } from "../../ipc/bindings";
import { withNamesBeside } from "../../ipc/names";
import { CopyButton } from "../../kit/CopyButton";
import { Document } from "../../kit/Document";
import { Field } from "../../kit/Field";

interface CloudFormationProps {
  bootstrap: Bootstrap | undefined;
  account: string;
  url: string;
  /** Whether the address can be one of a template. */
  usable: boolean;
  region: string;
  onUrl: (url: string) => void;
  onRegion: (region: string) => void;
  nameOf: NameOf;
}

type NameOf = (id: string) => string | undefined;

/** By a template: uploaded by hand, or from S3 by a link. */
export function ByCloudFormation({
  bootstrap,
  account,
  url,
  usable,
  region,
  onUrl,
  onRegion,
  nameOf,
}: CloudFormationProps) {
  return (
    <>
      <ol className="guide">
        <li>
          Copy the template into a file, <code>canopy-role.yaml</code> for instance.
        </li>
        <li>
          Sign in to <b>{account}</b>, open CloudFormation, choose “Create stack” and upload the file.
        </li>
        <li>Agree that it makes an IAM role with a name of its own, and wait for “CREATE_COMPLETE”.</li>
      </ol>
      {bootstrap ? <Document label="CloudFormation template" text={bootstrap.template} /> : <Making />}
      <div className="way-link">
        <Field
          label="Address of the template in S3"
          mono
          value={url}
          placeholder="https://bucket.s3.amazonaws.com/canopy-role.yaml"
          error={url.trim() !== "" && !usable ? "An https address of a file in S3" : null}
          hint="Optional. AWS opens templates by link only from S3; with the address, one link does it all."
          onChange={onUrl}
        />
        <Field label="Region" mono value={region} onChange={onRegion} />
      </div>
      {usable && bootstrap?.quickCreateLink && (
        <section className="plan-part">
          <h3 className="label">Quick-create link, for someone who is signed in to {account}</h3>
          <CopyLine what="quick-create link" text={bootstrap.quickCreateLink} />
        </section>
      )}
      <Words bootstrap={bootstrap} nameOf={nameOf} />
    </>
  );
}

/** By a line for the shell in the browser. */
export function ByCloudShell({
  bootstrap,
  account,
  nameOf,
}: {
  bootstrap: Bootstrap | undefined;
  account: string;
  nameOf: NameOf;
}) {
  return (
    <>
      <ol className="guide">
        <li>
          Sign in to the console of <b>{account}</b> as someone who may make roles, and open CloudShell.
        </li>
        <li>Paste this line and press Enter. It needs no other tool.</li>
      </ol>
      {bootstrap ? <CopyLine what="line for CloudShell" text={bootstrap.shellLine} /> : <Making />}
      <Words bootstrap={bootstrap} nameOf={nameOf} />
    </>
  );
}

function CopyLine({ what, text }: { what: string; text: string }) {
  return (
    <div className="command-line">
      <code>{text}</code>
      <CopyButton what={what} text={text} />
    </div>
  );
}

function Making() {
  return <p className="faint bootstrap-making">Making it…</p>;
}

function Words({ bootstrap, nameOf }: { bootstrap: Bootstrap | undefined; nameOf: NameOf }) {
  if (!bootstrap || bootstrap.words.length === 0) {
    return null;
  }
  return (
    <ul className="plan-lines" aria-label="Good to know">
      {bootstrap.words.map((line) => (
        <li key={line}>{withNamesBeside(line, nameOf)}</li>
      ))}
    </ul>
  );
}
