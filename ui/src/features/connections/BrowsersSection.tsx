import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";

import { type Browser, commands } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { MODE_WORDS } from "../../ipc/sessionModes";
import { Button, IconButton } from "../../kit/Button";
import { Chip } from "../../kit/Chip";
import { failureToast, FailureNote } from "../../kit/failureToast";
import { BrowserDialog } from "./BrowserDialog";
import { Section } from "./Section";

/** The browsers that consoles can open in: those of this computer, and one's own commands. */
export function BrowsersSection({ own }: { own: readonly Browser[] }) {
  const client = useQueryClient();
  const browsers = useQuery(q.browsers());
  const [editing, setEditing] = useState<Browser | "new" | null>(null);
  const isOwn = (id: string) => own.some((browser) => browser.id === id);

  async function remove({ id, name }: Browser): Promise<void> {
    try {
      await run(commands.deleteBrowser(id));
      await client.invalidateQueries({ queryKey: q.settings().queryKey });
    } catch (thrown) {
      failureToast(`Could not remove ${name}`, toFailure(thrown));
    }
  }

  return (
    <Section
      title="Browsers"
      hint="Consoles open in the system’s default browser, unless you choose one of these for an account."
    >
      {browsers.isError && <FailureNote failure={toFailure(browsers.error)} />}
      {browsers.data?.length === 0 && (
        <p className="muted">Canopy found none that it knows. Add the command that starts yours.</p>
      )}
      <ul className="lines">
        {browsers.data?.map((browser) => (
          <li key={browser.id} className="browser-line">
            <span className="browser-words grow">
              <span className="with-icon">
                {browser.name}
                {isOwn(browser.id) && <Chip>Your own</Chip>}
                {browser.mode !== "plain" && (
                  <Chip title={MODE_WORDS[browser.mode].meaning}>{MODE_WORDS[browser.mode].name}</Chip>
                )}
              </span>
              <code className="muted clip" title={browser.template}>
                {browser.template}
              </code>
            </span>
            <IconButton icon={Pencil} label={`Edit ${browser.name}…`} onClick={() => setEditing(browser)} />
            <IconButton
              icon={Trash2}
              label={`Remove ${browser.name}`}
              refusal={isOwn(browser.id) ? null : "Canopy finds it on this computer"}
              onClick={() => void remove(browser)}
            />
          </li>
        ))}
      </ul>
      <Button icon={Plus} onClick={() => setEditing("new")}>
        Add browser…
      </Button>
      {editing !== null && (
        <BrowserDialog
          browser={editing === "new" ? null : editing}
          taken={(browsers.data ?? []).map(({ id }) => id)}
          onClose={() => setEditing(null)}
        />
      )}
    </Section>
  );
}
