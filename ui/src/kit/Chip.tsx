import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface ChipProps {
  tone?: "ok" | "warn" | "bad" | "info" | "plain";
  icon?: LucideIcon;
  children: ReactNode;
  title?: string;
}

/** A small label; its words and icon say what its colour says. */
export function Chip({ tone = "plain", icon: Icon, children, title }: ChipProps) {
  return (
    <span className={`chip ${tone}`} title={title}>
      {Icon && <Icon aria-hidden size={11} />}
      {children}
    </span>
  );
}
