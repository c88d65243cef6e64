import { type FormEvent, useMemo, useState } from "react";

import type { Change, Handshake, Invitations } from "../../ipc/bindings";
import { places } from "../../ipc/places";
import type { TreeIndex } from "../../ipc/tree";
import { TAGS_MAX, tagsProblem } from "../../ipc/tagRules";
import { TagFields } from "../../kit/TagFields";
import { type Draft, draftsOf, written } from "../../kit/drafts";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { Picker } from "../../kit/Picker";
import { TextArea } from "../../kit/TextArea";
import { count } from "../../kit/words";
import { NOTES_MAX, readInvitees } from "./invitees";
import { type InviteDraft, invites } from "./sent";

/** How many problems are listed; more are counted. */
const LISTED = 4;
const NONE: readonly Handshake[] = [];

interface InviteDialogProps {
  index: TreeIndex;
  /** What was sent, and how much more AWS allows; none while it is being read. */
  invitations: Invitations | undefined;
  draft: InviteDraft;
  onClose: () => void;
  onReview: (changes: Change[]) => void;
}

/** Asks whom to invite, and where they are to stand. */
export function InviteDialog({ index, invitations, draft, onClose, onReview }: InviteDialogProps) {
  const root = index.root?.id ?? "";
  const [text, setText] = useState(draft.invitees);
  const [place, setPlace] = useState(draft.to !== null && index.byId.has(draft.to) ? draft.to : root);
  const [tags, setTags] = useState<readonly Draft[]>(() => draftsOf(draft.tags));
  const [notes, setNotes] = useState(draft.notes);
  const [tried, setTried] = useState(false);

  const sent = invitations?.sent ?? NONE;
  const choices = useMemo(() => places(index), [index]);
  const typed = useMemo(() => readInvitees(text, index, sent), [text, index, sent]);
  const problems = [...new Set(typed.flatMap(({ problem }) => problem ?? []))];
  // What is being typed is not wrong yet.
  const isWhole = tried || /[\s,;]$/.test(text) || typed.length > 1;
  const empty = typed.length === 0 ? "Name at least one account" : null;
  const notesTooLong = [...notes].length > NOTES_MAX ? `AWS allows ${NOTES_MAX.toLocaleString("en")} characters` : null;
  const tagProblem = tagsProblem(written(tags));
  const goesTo = place === root ? null : index.path(place);
  const many = typed.length !== 1;

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (problems.length === 0 && empty === null && notesTooLong === null && tagProblem === null) {
      const whole = { invitees: text, to: place === root ? null : place, notes: notes.trim(), tags: written(tags) };
      onReview(
        invites(
          whole,
          typed.flatMap(({ invitee }) => invitee ?? []),
        ),
      );
    }
  }

  return (
    <Dialog title="Invite accounts" onClose={onClose}>
      <form noValidate onSubmit={submit} className="dialog-body">
        <TextArea
          label="Account ids or email addresses"
          rows={4}
          mono
          autoFocus
          value={text}
          placeholder={"111122223333\nowner@example.com"}
          error={tried && empty ? empty : isWhole && problems.length > 0 ? <Problems list={problems} /> : null}
          hint={
            typed.length > 1
              ? count(typed.length, "account")
              : "One per line. The email is that of the account’s root user."
          }
          onChange={setText}
        />
        <div className="field">
          <Picker label="Move to" choices={choices} chosen={place} onChoose={setPlace} />
          <p className="field-hint">
            {goesTo === null
              ? `${many ? "They stay" : "It stays"} in the root, where AWS puts whoever joins.`
              : `Canopy moves ${many ? "each" : "it"} to ${goesTo} by itself once it has joined, also if Canopy was closed meanwhile.`}
          </p>
        </div>
        <TagFields
          legend="Tags they get when they join"
          max={TAGS_MAX}
          drafts={tags}
          error={tagProblem}
          onChange={setTags}
        />
        <TextArea
          label="Notes"
          rows={3}
          max={NOTES_MAX}
          value={notes}
          error={notesTooLong}
          hint="AWS puts them into its email to the account."
          onChange={setNotes}
        />
        <footer className="foot">
          <span className="muted grow">{invitations && leftToday(invitations)}</span>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary">
            Review
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function leftToday({ sentInADay, allowedInADay }: Invitations): string {
  const left = Math.max(0, allowedInADay - sentInADay);
  return left === 0 ? "AWS allows no more today" : `AWS allows ${left.toLocaleString("en")} more today`;
}

function Problems({ list }: { list: readonly string[] }) {
  return (
    <ul>
      {list.slice(0, LISTED).map((problem) => (
        <li key={problem}>{problem}</li>
      ))}
      {list.length > LISTED && <li>and {count(list.length - LISTED, "more", "more")}</li>}
    </ul>
  );
}
