import { useQuery, useQueryClient } from "@tanstack/react-query";
import { FolderOpen, KeyRound, Monitor, Moon, RotateCcw, Sun, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { Radio, RadioGroup } from "react-aria-components";

import { commands, type Settings, type Theme } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { Fact } from "../../kit/Facts";
import { failureToast } from "../../kit/failureToast";
import { noteToast } from "../../kit/noteToast";
import { BillingSetting } from "./BillingSetting";
import { BrowsersSection } from "./BrowsersSection";
import { ConsoleSection } from "./ConsoleSection";
import { Section } from "./Section";

const THEMES: readonly { id: Theme; name: string; icon: LucideIcon }[] = [
  { id: "system", name: "System", icon: Monitor },
  { id: "light", name: "Light", icon: Sun },
  { id: "dark", name: "Dark", icon: Moon },
];

interface SettingsPageProps {
  /** Shows the connections. */
  onConnections: () => void;
}

/** What can be set, and what this program is. */
export function SettingsPage({ onConnections }: SettingsPageProps) {
  const client = useQueryClient();
  const settings = useQuery(q.settings());
  const info = useQuery(q.appInfo());
  const [resetting, setResetting] = useState(false);

  async function save(part: Partial<Settings>): Promise<void> {
    if (!settings.data) {
      return;
    }
    const next = { ...settings.data, ...part };
    try {
      await run(commands.saveSettings(next));
      client.setQueryData(q.settings().queryKey, next);
    } catch (thrown) {
      failureToast("Could not keep the setting", toFailure(thrown));
    }
  }

  return (
    <>
      <div className="bar">
        <h1 className="h1">Settings</h1>
      </div>
      {/* A page that scrolls must be in reach of the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="page settings" tabIndex={0} role="region" aria-label="Settings">
        <Section title="Appearance">
          {settings.data && (
            <RadioGroup
              className="seg"
              aria-label="Theme"
              orientation="horizontal"
              value={settings.data.theme}
              onChange={(theme) => {
                const chosen = THEMES.find(({ id }) => id === theme);
                if (chosen) {
                  void save({ theme: chosen.id });
                }
              }}
            >
              {THEMES.map(({ id, name, icon: Icon }) => (
                <Radio key={id} value={id} className="seg-item">
                  <Icon aria-hidden size={14} />
                  {name}
                </Radio>
              ))}
            </RadioGroup>
          )}
        </Section>
        {settings.data && <ConsoleSection settings={settings.data} onSave={(part) => void save(part)} />}
        {settings.data && <BrowsersSection own={settings.data.browsers ?? []} />}
        <Section title="Billing" hint="AWS takes $0.01 for each request to Cost Explorer.">
          {settings.data && (
            <BillingSetting
              key={settings.data.billingRequestsByItself}
              settings={settings.data}
              onSave={(part) => void save(part)}
            />
          )}
        </Section>
        <Section title="Connections" hint="Profiles, access keys, Identity Center, and the sandbox.">
          <div className="data-folder">
            <Button icon={KeyRound} onClick={onConnections}>
              Manage connections
            </Button>
            <Button icon={RotateCcw} onClick={() => setResetting(true)}>
              Reset the sandbox…
            </Button>
          </div>
        </Section>
        <Section
          title="Data"
          hint="Saved trees, the journal of jobs, and these settings. No keys and no sign-in links."
        >
          {info.data && (
            <div className="data-folder">
              <code className="grow clip" title={info.data.dataFolder}>
                {info.data.dataFolder}
              </code>
              <Button
                icon={FolderOpen}
                onClick={() => {
                  run(commands.openDataFolder()).catch((thrown: unknown) =>
                    failureToast("Could not open the folder", toFailure(thrown)),
                  );
                }}
              >
                Open
              </Button>
            </div>
          )}
        </Section>
        <Section title="Versions">
          {info.data && (
            <dl className="facts">
              <Fact
                name="Canopy"
                copy={`Canopy ${info.data.version}, Tauri ${info.data.tauri}, web view ${info.data.webview ?? "unknown"}, ${info.data.platform}`}
              >
                {info.data.version}
              </Fact>
              <Fact name="Tauri">{info.data.tauri}</Fact>
              <Fact name="Web view">{info.data.webview ?? "not told"}</Fact>
              <Fact name="System">{info.data.platform}</Fact>
            </dl>
          )}
        </Section>
      </div>
      {resetting && <ResetDialog onClose={() => setResetting(false)} />}
    </>
  );
}

function ResetDialog({ onClose }: { onClose: () => void }) {
  const [busy, setBusy] = useState(false);
  async function reset(): Promise<void> {
    setBusy(true);
    try {
      await run(commands.resetSandbox());
      noteToast("info", "The sandbox is the sample organization again");
      onClose();
    } catch (thrown) {
      failureToast("Could not reset the sandbox", toFailure(thrown));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog title="Reset the sandbox" role="alertdialog" onClose={onClose}>
      <div className="dialog-body">
        <p>
          Everything you changed in the sandbox is lost, and the sample organization stands there again. AWS is not
          touched.
        </p>
        <footer className="foot">
          <span className="grow muted">Cannot be undone</span>
          <Button autoFocus onClick={onClose}>
            Cancel
          </Button>
          <Button variant="danger" busy={busy} onClick={() => void reset()}>
            Reset the sandbox
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
