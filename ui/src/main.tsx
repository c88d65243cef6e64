import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import "./kit/tokens.css";
import "./kit/kit.css";
import "./kit/overlays.css";
import "./kit/tree/tree.css";
import "./app/app.css";
import "./features/features.css";

import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./app/App";
import { applyTheme } from "./app/useTheme";
import { commands } from "./ipc/bindings";
import { newQueryClient, q, run } from "./ipc/client";
import { listen } from "./ipc/events";
import { toFailure } from "./ipc/failures";
import { CopyContext } from "./kit/CopyButton";
import { failureToast } from "./kit/failureToast";

const client = newQueryClient();

async function copy(text: string): Promise<boolean> {
  try {
    await run(commands.copyText(text));
    return true;
  } catch (thrown) {
    failureToast("Could not copy", toFailure(thrown));
    return false;
  }
}

/** Draws the window once it is known in which theme, so that nothing flashes; the tree is on its way meanwhile. */
async function start(element: HTMLElement): Promise<void> {
  applyTheme("system")();
  const first = client.ensureQueryData(q.startConnection()).catch(() => null);
  await Promise.allSettled([listen(client), client.prefetchQuery(q.settings())]);
  const connection = await first;
  if (connection !== null) {
    void client.prefetchQuery(q.organization(connection));
    void client.prefetchQuery(q.viewState(connection));
  }
  createRoot(element).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <CopyContext value={copy}>
          <App />
        </CopyContext>
      </QueryClientProvider>
    </StrictMode>,
  );
}

const root = document.getElementById("root");
if (root) {
  void start(root);
}
