/**
 * @file Programs as messages between searches in different processes.
 *
 * What comes in is anybody's text: it is read strictly, and its error is measured here again, or one false claim would win every place of the archive.
 */
import { z } from "@working-papers/lab";
import { jury, type Jury } from "../float32/rounding.ts";
import { float32Points } from "../float32/judge.ts";
import { canonical, toGraph } from "../programs/canonical.ts";
import { cost, programFrom, shapeOf, withConstants, type Program } from "../programs/program.ts";
import { store } from "../programs/text.ts";
import type { Target } from "../targets/target.ts";
import type { Entry } from "./archive.ts";
import { LIMITS } from "./kernel/fitter.ts";
import type { Alphabet } from "./mutate.ts";
import { largestError } from "./polish.ts";

const Message = z.strictObject({
  programs: z
    .array(
      z.strictObject({
        lines: z.string().max(4000),
        constants: z.record(z.string().regex(/^c\d{1,3}$/), z.tuple([z.number(), z.number()])),
      }),
    )
    .max(64),
});

/** The message that tells others about these programs. */
export function writeMessage(entries: readonly Entry[]): z.infer<typeof Message> {
  return {
    programs: entries.filter(({ program }) => cost(program) > 0).map(({ program }) => store(program)),
  };
}

export interface ReadOptions {
  target: Target;
  arithmetic: "real" | "float32";
  alphabet: Alphabet;
  maxOperations: number;
}

/** Reads messages of others: programs that this search could have found itself, with their error as it is measured here. */
export function messageReader({ target, arithmetic, alphabet, maxOperations }: ReadOptions) {
  let judge: Jury | undefined;
  const errorOf = (program: Program): number => {
    if (arithmetic === "real") return largestError(program, target, 200);
    judge ??= jury(target, float32Points(target));
    return judge.worst(program, Infinity);
  };
  return (message: unknown): Entry[] => {
    const parsed = Message.safeParse(message);
    if (!parsed.success) return [];
    return parsed.data.programs.flatMap((stored): Entry[] => {
      const program = programOf(stored);
      if (!program || !program.ops.every((op) => alphabet.includes(op))) return [];
      if (cost(program) > maxOperations || program.constants.length > LIMITS.constants) return [];
      const error = errorOf(program);
      return error < Infinity ? [{ program, error, shape: shapeOf(program), found: 0 }] : [];
    });
  };
}

/** The program, if it is one and in canonical form. */
function programOf({ lines, constants }: ReturnType<typeof store>): Program | undefined {
  const values = Object.values(constants);
  try {
    const high = Object.fromEntries(Object.entries(constants).map(([name, [hi]]) => [name, hi]));
    const program = programFrom(lines, high);
    if (shapeOf(canonical(toGraph(program)) ?? programFrom("", {})) !== shapeOf(program)) return undefined;
    return withConstants(
      program,
      Float64Array.from(values, ([hi]) => hi),
      Float64Array.from(values, ([, lo]) => lo),
    );
  } catch {
    return undefined;
  }
}
