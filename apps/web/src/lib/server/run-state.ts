/** @file A run on the server as pages and streams show it. */
import type { ServerRun } from "@working-papers/daily";
import type { ServerState } from "../run/server-state.ts";

export function stateView(run: ServerRun): ServerState {
  const { change, state, ahead, fraction, note, spent, remaining, reason, attempt } = run;
  return { change, state, ahead, fraction, note, spent, remaining, reason, attempt };
}
