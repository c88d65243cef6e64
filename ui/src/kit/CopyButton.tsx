import { Check, Copy } from "lucide-react";
import { createContext, use, useEffect, useState } from "react";

/** How a text gets to the clipboard, and whether it did; the app puts its own way here, which tells what went wrong. */
export const CopyContext = createContext<(text: string) => Promise<boolean>>(async (text) => {
  await navigator.clipboard.writeText(text);
  return true;
});

/** How long the tick stands, in ms. */
const SHOWN_MS = 1500;

interface CopyButtonProps {
  /** What is copied, as in `Copy account id`. */
  what: string;
  text: string;
}

/** Puts a text on the clipboard, and says so. */
export function CopyButton({ what, text }: CopyButtonProps) {
  const copy = use(CopyContext);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) {
      return;
    }
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      className="copy"
      aria-label={copied ? `Copied ${what}` : `Copy ${what}`}
      title={`Copy ${what}`}
      onClick={() => {
        void copy(text).then(setCopied);
      }}
    >
      {copied ? <Check aria-hidden size={13} /> : <Copy aria-hidden size={13} />}
    </button>
  );
}
