import type { ReactNode } from "react";

/** A part of the settings: what it is about at the left, what can be set at the right. */
export function Section({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section className="setting" aria-label={title}>
      <div>
        <h2>{title}</h2>
        {hint && <p className="muted">{hint}</p>}
      </div>
      <div>{children}</div>
    </section>
  );
}
