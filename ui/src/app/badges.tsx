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
  /** Jobs that are at work. */
  underWay: number;
  /** Jobs that wait for the world. */
  resting: number;
}

/** What stands beside the pages' names in the rail. */
export function badges({ accounts, toAnswer, waiting, underWay, resting }: Numbers): Partial<Record<Page, ReactNode>> {
  return {
    organization: accounts?.toLocaleString("en"),
    invitations:
      toAnswer > 0 ? (
        <span className="badge" title={`${count(toAnswer, "invitation")} to answer`}>
          {toAnswer}
          <span className="unseen"> to answer</span>
        </span>
      ) : waiting > 0 ? (
        <span title={`${count(waiting, "invitation")} open`}>{waiting} open</span>
      ) : undefined,
    activity: underWay > 0 ? `${underWay} under way` : resting > 0 ? `${resting} waiting` : undefined,
  };
}
