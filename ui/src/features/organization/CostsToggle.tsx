import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ChartNoAxesColumn } from "lucide-react";

import { commands, type ConnectionId } from "../../ipc/bindings";
import { q, run } from "../../ipc/client";
import { toFailure } from "../../ipc/failures";
import { IconButton } from "../../kit/Button";
import { failureToast } from "../../kit/failureToast";
import { useCosts } from "./useCosts";

/** Shows and hides what each account and organizational unit costs. */
export function CostsToggle({ connection }: { connection: ConnectionId }) {
  const client = useQueryClient();
  const settings = useQuery(q.settings()).data;
  const { costs, wanted } = useCosts(connection);

  async function toggle(): Promise<void> {
    if (!settings) {
      return;
    }
    const next = { ...settings, costsInTree: !wanted };
    try {
      await run(commands.saveSettings(next));
      client.setQueryData(q.settings().queryKey, next);
    } catch (thrown) {
      failureToast("Could not keep the setting", toFailure(thrown));
    }
  }

  return (
    <IconButton
      icon={ChartNoAxesColumn}
      label="Show costs"
      pressed={wanted && costs !== null}
      refusal={wanted && costs === null ? "The bill was not read yet: Billing reads it" : null}
      onClick={() => void toggle()}
    />
  );
}
