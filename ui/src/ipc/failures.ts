import type { Code, Failure } from "./bindings";

const CODES: Record<Code, true> = {
  invalid: true,
  signedOut: true,
  denied: true,
  notFound: true,
  conflict: true,
  throttled: true,
  quota: true,
  unreachable: true,
  cancelled: true,
  unexpected: true,
};

function isCode(value: unknown): value is Code {
  return typeof value === "string" && Object.hasOwn(CODES, value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * Whatever a command rejects with, as a failure. Commands throw `{code, message, hint?, requestId?}`;
 * Tauri itself (bad arguments, an unknown command) throws a plain string.
 */
export function toFailure(thrown: unknown): Failure {
  if (typeof thrown === "object" && thrown !== null && "message" in thrown) {
    const fields: { code?: unknown; message: unknown; hint?: unknown; requestId?: unknown } = thrown;
    if (isCode(fields.code)) {
      const hint = text(fields.hint);
      const requestId = text(fields.requestId);
      return {
        code: fields.code,
        message: text(fields.message) ?? "no reason was given",
        ...(hint && { hint }),
        ...(requestId && { requestId }),
      };
    }
  }
  const message = typeof thrown === "object" && thrown !== null && "message" in thrown ? thrown.message : thrown;
  return {
    code: "unexpected",
    message: text(message) ?? "something failed without saying why",
    hint: "Report this if it happens again.",
  };
}

/** What kind of thing stands in the way, in two or three words. */
export function headline(code: Code): string {
  switch (code) {
    case "invalid":
      return "Not possible";
    case "signedOut":
      return "Signed out";
    case "denied":
      return "Not allowed";
    case "notFound":
      return "Not found";
    case "conflict":
      return "Changed meanwhile";
    case "throttled":
      return "AWS asks to slow down";
    case "quota":
      return "Quota reached";
    case "unreachable":
      return "No answer";
    case "cancelled":
      return "Stopped";
    case "unexpected":
      return "Something went wrong";
  }
}
