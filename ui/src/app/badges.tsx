import type { ReactNode } from "react";

import { count } from "../kit/words";
import type { Page } from "./Rail";

interface Numbers {
  /** Accounts of the organization, where they are known. */
  accounts: number | null;
  /** Invitations and other questions that wait for this account's answer. */
  toAnswer: number;
  /** Invitations of the organization that wait for others. */
  waiting: number;
  /** Jobs that are not over. */
  underWay: number;
}

/** What stands beside the pages' names in the rail. */
export function badges({ accounts, toAnswer, waiting, underWay }: Numbers): Partial<Record<Page, ReactNode>> {
  return {
    organization: accounts?.toLocaleString("en"),
    invitations:
      toAnswer > 0 ? (
        <span className="badge">{toAnswer} to answer</span>
      ) : waiting > 0 ? (
        <span title={`${count(waiting, "invitation")} open`}>{waiting} open</span>
      ) : undefined,
    activity: underWay > 0 ? `${underWay} under way` : undefined,
  };
}
