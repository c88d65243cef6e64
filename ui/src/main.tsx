import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./app/App";
import { applyTheme } from "./app/useTheme";
import { remind } from "./features/access/remind";
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

/** Draws the window once it is known in which theme, and what was saved, so that nothing flashes. */
export async function draw(element: HTMLElement): Promise<void> {
  if (!element.hasChildNodes()) {
    applyTheme("system")();
  }
  const first = client.ensureQueryData(q.startConnection()).catch(() => null);
  await Promise.allSettled([listen(client, remind), client.prefetchQuery(q.settings())]);
  const connection = await first;
  if (connection !== null) {
    // Both come from the store: the picture stays until the tree itself can take its place.
    await Promise.allSettled([
      client.prefetchQuery(q.organization(connection)),
      client.prefetchQuery(q.viewState(connection)),
    ]);
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
