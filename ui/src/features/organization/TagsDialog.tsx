import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import type { Change, ConnectionId, NodeId, Tag } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import type { TreeIndex } from "../../ipc/tree";
import { TAGS_MAX, tagsProblem } from "../../ipc/tagRules";
import { TagFields } from "../../kit/TagFields";
import { draftsOf, written } from "../../kit/drafts";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { FailureNote } from "../../kit/failureToast";
import { Field } from "../../kit/Field";
import { inWords } from "./rules";
import { tagChange, tagMany } from "./tagEdit";

interface TagsDialogProps {
  connection: ConnectionId;
  index: TreeIndex;
  ids: readonly NodeId[];
  onClose: () => void;
  onReview: (changes: Change[]) => void;
}

/** Asks for the tags of one node, or for tags to set and take away on several, as one plan. */
export function TagsDialog(props: TagsDialogProps) {
  const { connection, index, ids, onClose } = props;
  const [only] = ids;
  const tags = useQuery({ ...q.tags(connection, only ?? ""), enabled: ids.length === 1 });
  return (
    <Dialog title={`Tags of ${inWords(index, ids)}`} onClose={onClose}>
      {ids.length > 1 ? (
        <Several {...props} />
      ) : tags.isError ? (
        <FailureNote
          failure={toFailure(tags.error)}
          actions={<Button onClick={() => void tags.refetch()}>Try again</Button>}
        />
      ) : tags.data === undefined || only === undefined ? (
        <p className="muted">Reading the tags…</p>
      ) : (
        <One {...props} node={only} before={tags.data} />
      )}
    </Dialog>
  );
}

function One({ node, before, onClose, onReview }: TagsDialogProps & { node: NodeId; before: readonly Tag[] }) {
  const [drafts, setDrafts] = useState(() => {
    const all = draftsOf(before);
    return all.length > 0 ? all : [{ key: "", value: "", nth: 0 }];
  });
  const after = written(drafts);
  const problem = tagsProblem(after);
  const change = tagChange(node, before, after);
  return (
    <form
      noValidate
      className="dialog-body"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (problem === null && change) {
          onReview([change]);
        }
      }}
    >
      <TagFields
        max={TAGS_MAX}
        legend="Key and value"
        drafts={drafts}
        onChange={(next) => setDrafts([...next])}
        error={problem}
      />
      <Foot refusal={problem ?? (change ? null : "Nothing is changed yet")} onClose={onClose} />
    </form>
  );
}

function Several({ ids, index, onClose, onReview }: TagsDialogProps) {
  const [drafts, setDrafts] = useState([{ key: "", value: "", nth: 0 }]);
  const [keys, setKeys] = useState("");
  const set = written(drafts);
  const remove = keys.split(",").flatMap((key) => key.trim() || []);
  const both = set.find(({ key }) => remove.includes(key));
  const problem = tagsProblem(set) ?? (both ? `The tag ${both.key} cannot be set and taken away at once` : null);
  const nothing = set.length === 0 && remove.length === 0 ? "Add a tag, or name one to take away" : null;
  return (
    <form
      noValidate
      className="dialog-body"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (problem === null && nothing === null) {
          onReview(tagMany(ids, set, remove));
        }
      }}
    >
      <p className="muted">Tags that are not named here stay as they are on each of {inWords(index, ids)}.</p>
      <TagFields
        max={TAGS_MAX}
        legend="Set"
        drafts={drafts}
        onChange={(next) => setDrafts([...next])}
        error={problem}
      />
      <Field
        label="Take away"
        value={keys}
        placeholder="owner, cost-center"
        hint="Keys, with commas between them"
        onChange={setKeys}
      />
      <Foot refusal={problem ?? nothing} onClose={onClose} />
    </form>
  );
}

function Foot({ refusal, onClose }: { refusal: string | null; onClose: () => void }) {
  return (
    <footer className="foot">
      <span className="grow" />
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" variant="primary" refusal={refusal}>
        Review
      </Button>
    </footer>
  );
}
