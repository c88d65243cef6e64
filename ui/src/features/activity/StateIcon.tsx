import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleSlash,
  CircleX,
  Clock,
  LoaderCircle,
  type LucideIcon,
  PauseCircle,
} from "lucide-react";

import type { JobState, StepState } from "../../ipc/bindings";

const ICONS: Record<JobState | StepState, { icon: LucideIcon; tone: string }> = {
  pending: { icon: CircleDashed, tone: "faint" },
  running: { icon: LoaderCircle, tone: "busy" },
  started: { icon: LoaderCircle, tone: "busy" },
  paused: { icon: PauseCircle, tone: "warn" },
  waiting: { icon: Clock, tone: "info" },
  done: { icon: CircleCheck, tone: "ok" },
  failed: { icon: CircleX, tone: "bad" },
  conflict: { icon: CircleAlert, tone: "warn" },
  cancelled: { icon: Ban, tone: "faint" },
  skipped: { icon: CircleSlash, tone: "faint" },
};

/** A state's picture; its words stand beside it. */
export function StateIcon({ state }: { state: JobState | StepState }) {
  const { icon: Icon, tone } = ICONS[state];
  return <Icon aria-hidden size={16} className={`state ${tone}`} />;
}
