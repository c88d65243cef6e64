import { FileUp } from "lucide-react";
import { useRef, useState } from "react";

import { Button } from "./Button";
import { CopyButton } from "./CopyButton";
import { FailureNote } from "./failureToast";
import { TextArea } from "./TextArea";

interface CsvSourceProps {
  /** What the file is of, for screen readers: `File of accounts`. */
  fileLabel: string;
  /** An example to copy; not read yet where there is none. */
  template: string | undefined;
  hint: string;
  text: string;
  onText: (text: string) => void;
}

/** Takes a table from a file or as pasted. */
export function CsvSource({ fileLabel, template, hint, text, onText }: CsvSourceProps) {
  const [fileName, setFileName] = useState<string | null>(null);
  const [unreadable, setUnreadable] = useState(false);
  const file = useRef<HTMLInputElement>(null);

  async function take(chosen: File | undefined): Promise<void> {
    if (!chosen) {
      return;
    }
    try {
      onText(await chosen.text());
      setFileName(chosen.name);
      setUnreadable(false);
    } catch {
      setUnreadable(true);
    }
  }

  return (
    <>
      <div className="csv-from">
        <Button icon={FileUp} autoFocus onClick={() => file.current?.click()}>
          Choose a file…
        </Button>
        <input
          ref={file}
          type="file"
          className="unseen"
          tabIndex={-1}
          accept=".csv,text/csv,text/plain"
          aria-label={fileLabel}
          onChange={(event) => {
            void take(event.target.files?.[0]);
            // The same file may be chosen again once it was corrected.
            event.target.value = "";
          }}
        />
        <span className="muted grow clip">{fileName ?? "or paste the table below"}</span>
        {template !== undefined && (
          <span className="with-icon muted">
            Template
            <CopyButton what="the template" text={template} />
          </span>
        )}
      </div>
      {unreadable && <FailureNote failure={{ message: "the file cannot be read", hint: "Paste its text instead." }} />}
      <TextArea
        label="Table"
        rows={5}
        mono
        value={text}
        placeholder={template?.trim()}
        hint={hint}
        onChange={(next) => {
          onText(next);
          setFileName(null);
        }}
      />
    </>
  );
}
