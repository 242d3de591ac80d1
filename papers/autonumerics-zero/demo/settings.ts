/** @file What the demo's address may hold, what is shown at first, and the baselines to compare with. */
import frontTables from "./front.json" with { type: "json" };
import { bestRational, minimax } from "../baselines/classical.ts";
import { digits } from "../measure.ts";
import { cost, OPERATORS, type Program } from "../programs/program.ts";
import { BITS_ALPHABET, PAPER_ALPHABET, type Alphabet } from "../search/mutate.ts";
import { readStoredTable } from "../programs/stored-table.ts";
import { defineTarget, type ErrorKind, type Target } from "../targets/target.ts";

export type Query = Readonly<Record<string, string>>;
export interface Props {
  query: Query;
  setQuery: (changes: Record<string, string | number | boolean | undefined>) => void;
}

export interface Choice {
  label: string;
  expression: string;
  domain: readonly [number, number];
  error: ErrorKind;
  /** Beside + − × ÷. */
  operators?: Operators;
  arithmetic?: Arithmetic;
}

export type Arithmetic = "real" | "float32";
export type Operators = "plain" | "sqrt" | "bits";
/** What programs may use, in words. */
export const OPERATORS_IN_WORDS: Readonly<Record<Operators, string>> = {
  plain: "+ − × ÷",
  sqrt: "+ − × ÷ √",
  bits: "+ − × ÷ and bits",
};
const ALPHABETS: Readonly<Record<Operators, Alphabet>> = {
  plain: PAPER_ALPHABET,
  sqrt: [...PAPER_ALPHABET, OPERATORS.sqrt],
  bits: BITS_ALPHABET,
};

/** Functions to begin with; any other can be typed. */
export const CHOICES: Readonly<Record<string, Choice>> = {
  exp2: { label: "2^x on [0, 1]", expression: "exp2(x)", domain: [0, 1], error: "relative" },
  exp: { label: "e^x on [0, 1]", expression: "exp(x)", domain: [0, 1], error: "relative" },
  log2: { label: "log₂(1 + x) on [0, 1]", expression: "log2(1+x)", domain: [0, 1], error: "absolute" },
  sin: {
    label: "sin x on [0, π/2]",
    expression: "sin(x)",
    domain: [0, 1.5707963267948966],
    error: "absolute",
  },
  cos: {
    label: "cos x on [0, π/2]",
    expression: "cos(x)",
    domain: [0, 1.5707963267948966],
    error: "absolute",
  },
  tanh: { label: "tanh x on [0, 2]", expression: "tanh(x)", domain: [0, 2], error: "absolute" },
  erf: { label: "erf x on [0, 2]", expression: "erf(x)", domain: [0, 2], error: "absolute" },
  sigmoid: { label: "sigmoid on [−4, 4]", expression: "sigmoid(x)", domain: [-4, 4], error: "absolute" },
  gelu: { label: "GELU on [−3, 3]", expression: "gelu(x)", domain: [-3, 3], error: "absolute" },
  rsqrt: { label: "1/√x on [1, 4]", expression: "rsqrt(x)", domain: [1, 4], error: "relative" },
  bessel: {
    label: "I½(x) on [0, 1], with √",
    expression: "besselIHalf(x)",
    domain: [0, 1],
    error: "absolute",
    operators: "sqrt",
  },
  airy: { label: "Ai(−7x) on [0, 1]", expression: "airyAi(-7*x)", domain: [0, 1], error: "absolute" },
  exp2float: {
    label: "2^x on [0, 1] in float32",
    expression: "exp2(x)",
    domain: [0, 1],
    error: "ulp",
    arithmetic: "float32",
  },
  rsqrtbits: {
    label: "1/√x on [2⁻¹⁰, 2¹⁰] in float32, with bits",
    expression: "rsqrt(x)",
    domain: [2 ** -10, 2 ** 10],
    error: "relative",
    operators: "bits",
    arithmetic: "float32",
  },
};

export interface Settings {
  choice: string;
  expression: string;
  domain: readonly [number, number];
  error: ErrorKind;
  maxOperations: number;
  seed: number;
  operators: Operators;
  alphabet: Alphabet;
  arithmetic: Arithmetic;
}

const KINDS: readonly ErrorKind[] = ["relative", "absolute", "ulp"];

/** A number written in an address, or the fallback. */
function numberOf(text: string | undefined, low: number, high: number, fallback: number): number {
  const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  return value >= low && value <= high ? value : fallback;
}

export function settingsOf(query: Query): Settings {
  const own = query.f !== undefined && query.f.trim() !== "";
  const choice = own ? "own" : Object.hasOwn(CHOICES, query.of ?? "") ? query.of : "exp2";
  const preset: Choice = own ? { ...CHOICES.exp2, expression: query.f.slice(0, 200) } : CHOICES[choice];
  const arithmetic = own && query.arithmetic === "float32" ? "float32" : (preset.arithmetic ?? "real");
  const asked = own && Object.hasOwn(ALPHABETS, query.with ?? "") ? (query.with as Operators) : undefined;
  const operators = asked ?? preset.operators ?? "plain";
  return {
    choice,
    expression: preset.expression,
    domain: own ? [numberOf(query.lo, -1e6, 1e6, 0), numberOf(query.hi, -1e6, 1e6, 1)] : preset.domain,
    error: own ? (KINDS.find((kind) => kind === query.error) ?? "relative") : preset.error,
    maxOperations: Math.round(numberOf(query.ops, 2, 16, 11)),
    seed: Math.round(numberOf(query.seed, 0, 1e9, 1)),
    // Bits are those of float32 numbers.
    operators: arithmetic === "real" && operators === "bits" ? "plain" : operators,
    alphabet: ALPHABETS[arithmetic === "real" && operators === "bits" ? "plain" : operators],
    arithmetic,
  };
}

/** The target, or the sentence that says why there is none. */
export function targetOf({ expression, domain, error }: Settings): Target | string {
  try {
    return defineTarget(expression, { domain, error });
  } catch (problem) {
    return (problem as Error).message;
  }
}

/** A program on the front, and how far it is off. */
export interface Point {
  program: Program;
  operations: number;
  error: number;
  digits: number;
}

/** Digits of an error; a unit in the last place of float32 is 2^−24 of the value or a little more. */
export function digitsOf(error: number, kind: ErrorKind): number {
  return digits(Math.max(kind === "ulp" ? error * 2 ** -24 : error, 1e-30));
}

export function pointOf(program: Program, error: number, kind: ErrorKind): Point {
  return { program, operations: cost(program), error, digits: digitsOf(error, kind) };
}

/** The front of the recorded search for 2^x: what is there before any search runs here. */
export function recordedFront(): Point[] {
  return readStoredTable(frontTables).map(({ program, bound }) => pointOf(program, bound ?? 1, "relative"));
}

const baselines = new Map<string, { operations: number; digits: number }[]>();

/** Digits of the best classical approximation at 2, 4, … operations. */
export function classicalFront(
  target: Target,
  maxOperations: number,
): { operations: number; digits: number }[] {
  const key = `${target.name} ${target.domain.join(" ")} ${target.error} ${maxOperations}`;
  let found = baselines.get(key);
  if (!found) {
    found = [];
    for (let operations = 2; operations <= maxOperations; operations += 2) {
      const errors = [bestRational(target, operations), minimax(target, [operations / 2, 0])].flatMap(
        (baseline) => (baseline && baseline.error > 0 ? [baseline.error] : []),
      );
      if (errors.length > 0) found.push({ operations, digits: digitsOf(Math.min(...errors), target.error) });
    }
    if (baselines.size > 50) baselines.clear();
    baselines.set(key, found);
  }
  return found;
}
