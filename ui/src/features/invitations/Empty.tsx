import type { ReactNode } from "react";

interface EmptyProps {
  icon: ReactNode;
  title: string;
  /** What to do next. */
  children: ReactNode;
  actions?: ReactNode;
}

/** Where a list would stand that has nothing in it. */
export function Empty({ icon, title, children, actions }: EmptyProps) {
  return (
    <div className="empty">
      {icon}
      <p>{title}</p>
      <p className="muted">{children}</p>
      {actions && <div className="empty-actions">{actions}</div>}
    </div>
  );
}
