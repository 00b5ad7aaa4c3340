import { invoke } from "@tauri-apps/api/core";
import type { Commands } from "./contract.gen";
import { asProblem } from "./errors";

export type CommandName = keyof Commands;

/**
 * Asks the core for one thing. Whatever goes wrong is thrown as a `Problem`.
 */
export async function call<N extends CommandName>(
  name: N,
  request: Commands[N]["request"],
): Promise<Commands[N]["response"]> {
  try {
    return await invoke<Commands[N]["response"]>(name, { request });
  } catch (cause) {
    throw asProblem(cause);
  }
}
