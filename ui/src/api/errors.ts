import type { ProblemCode, ProblemView } from "./contract.gen";

/** A command that could not do its job, in the three parts that every error has. */
export class Problem extends Error {
  readonly view: ProblemView;

  constructor(view: ProblemView) {
    super(view.happened);
    this.name = "Problem";
    this.view = view;
  }
}

/** Whatever a command threw, as a `Problem`. */
export function asProblem(cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  if (typeof cause === "object" && cause !== null && "problem" in cause) {
    return new Problem((cause as { problem: ProblemView }).problem);
  }
  return new Problem({
    code: "other",
    happened: typeof cause === "string" ? cause : "Rollcall's core did not answer.",
    kept: "Nothing was changed.",
    todo: "Close and open Rollcall. The log folder is named in Settings.",
    at: null,
  });
}

interface ProblemLook {
  /** How it is headed, when only the kind is known. */
  heading: string;
  /** Where a person can mend it. */
  remedy: "sync" | "credential" | "settings" | "none";
  /** Whether it is only the network that is missing: a calm, hatched banner. */
  calm: boolean;
}

/** How each kind of problem looks. */
export const PROBLEM_LOOKS: Record<ProblemCode, ProblemLook> = {
  offline: { heading: "Offline", remedy: "sync", calm: true },
  sign_in_refused: { heading: "Sign-in refused", remedy: "credential", calm: false },
  scope_missing: { heading: "A scope is missing", remedy: "credential", calm: false },
  rate_limited: { heading: "Slowed down by the server", remedy: "none", calm: true },
  server_failed: { heading: "The server failed", remedy: "sync", calm: false },
  keychain: { heading: "Keychain locked or missing", remedy: "credential", calm: false },
  storage: { heading: "The local files cannot be used", remedy: "settings", calm: false },
  bad_input: { heading: "Something is not right", remedy: "none", calm: false },
  cancelled: { heading: "Stopped", remedy: "sync", calm: true },
  other: { heading: "It did not work", remedy: "none", calm: false },
};
