import { X } from "lucide-react";
import type { ReactNode } from "react";
import {
  Button as AriaButton,
  Text,
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as AriaToastContent,
  UNSTABLE_ToastQueue as AriaToastQueue,
  UNSTABLE_ToastRegion as AriaToastRegion,
} from "react-aria-components";

/** How long news stay when nothing has to be done about them, in ms. */
export const SHOWN_MS = 8000;

/** What a toast draws; it may change while it is shown. */
export type ToastContent = (close: () => void) => ReactNode;

const queue = new AriaToastQueue<ToastContent>({ maxVisibleToasts: 4 });

/** Shows `content` until its time is over or someone closes it. */
export function toast(content: ToastContent, options?: { timeout?: number; onClose?: () => void }): () => void {
  const key = queue.add(content, options);
  return () => queue.close(key);
}

/** Closes all, as between tests. */
export function clearToasts(): void {
  queue.clear();
}

/** Where toasts appear. */
export function Toasts() {
  return (
    <AriaToastRegion queue={queue} className="toasts" aria-label="Notifications">
      {({ toast: shown }) => (
        <AriaToast toast={shown} className="toast">
          <AriaToastContent className="toast-content">
            {/* What a toast is called; what it says follows. */}
            <Text slot="title" className="unseen">
              Notification
            </Text>
            {shown.content(() => queue.close(shown.key))}
          </AriaToastContent>
          <AriaButton slot="close" className="btn icon quiet" aria-label="Dismiss">
            <X aria-hidden />
          </AriaButton>
        </AriaToast>
      )}
    </AriaToastRegion>
  );
}
