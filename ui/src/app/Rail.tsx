import {
  ExternalLink,
  History,
  Lock,
  Mail,
  Network,
  ReceiptText,
  Search,
  Settings,
  Users,
  type LucideIcon,
} from "lucide-react";
import type { ReactNode } from "react";

import { Chip } from "../kit/Chip";
import { keys } from "../kit/words";
import { Mark } from "./Mark";

export type Page =
  | "organization"
  | "details"
  | "access"
  | "billing"
  | "identity"
  | "connections"
  | "invitations"
  | "activity"
  | "settings";

const PAGES: readonly { id: Page; name: string; icon: LucideIcon }[] = [
  { id: "organization", name: "Organization", icon: Network },
  { id: "access", name: "Access", icon: ExternalLink },
  { id: "billing", name: "Billing", icon: ReceiptText },
  { id: "identity", name: "Identity", icon: Users },
  { id: "invitations", name: "Invitations", icon: Mail },
  { id: "activity", name: "Activity", icon: History },
  { id: "settings", name: "Settings", icon: Settings },
];

interface RailProps {
  page: Page;
  onPage: (page: Page) => void;
  onPalette: (() => void) | null;
  /** The organization's name and id, where known. */
  name: string | null;
  organizationId: string | null;
  /** Shows more of the organization; nothing where there is none to show. */
  onDetails: (() => void) | null;
  /** Why nothing may be changed; null where it may. */
  readOnly: string | null;
  badges: Partial<Record<Page, ReactNode>>;
  children: ReactNode;
}

/** Where one is, where one can go, and who one is there. */
export function Rail({
  page,
  onPage,
  onPalette,
  name,
  organizationId,
  onDetails,
  readOnly,
  badges,
  children,
}: RailProps) {
  const organization = (
    <>
      <Mark />
      <span className="org-words">
        <b className="clip">{name ?? "Canopy"}</b>
        <small className="clip">{organizationId ?? "no organization open"}</small>
      </span>
    </>
  );
  return (
    <nav className="rail" aria-label="Canopy">
      {onDetails ? (
        <button
          type="button"
          className={page === "details" ? "org on" : "org"}
          aria-current={page === "details" ? "page" : undefined}
          title="Organization details"
          onClick={onDetails}
        >
          <span className="unseen">Organization details of</span>
          {organization}
        </button>
      ) : (
        <div className="org">{organization}</div>
      )}
      {readOnly !== null && (
        <div className="rail-note">
          <Chip tone="warn" icon={Lock} title={readOnly}>
            Read-only
          </Chip>
        </div>
      )}
      {onPalette && (
        <button type="button" className="go-to" onClick={onPalette}>
          <Search aria-hidden size={14} />
          <span className="grow">Go to…</span>
          <kbd>{keys("Ctrl K")}</kbd>
        </button>
      )}
      <ul className="nav-list">
        {PAGES.map(({ id, name: label, icon: Icon }) => (
          <li key={id}>
            <button
              type="button"
              className={id === page ? "nav on" : "nav"}
              aria-current={id === page ? "page" : undefined}
              onClick={() => onPage(id)}
            >
              <Icon aria-hidden />
              {label}
              {/* A space, for its name is read as one. */} {badges[id] !== undefined && <i>{badges[id]}</i>}
            </button>
          </li>
        ))}
      </ul>
      {children}
    </nav>
  );
}
