/**
 * @file Logic as an and-inverter graph: two-input ands, inversions free, equal gates shared.
 *
 * It is the form in which logic synthesis counts before it maps to a cell library, so that its size compares circuits without one. Nothing
 * is optimised beyond constants, idempotence and sharing: a synthesis tool makes all circuits smaller.
 */

/** Twice the number of a gate, plus 1 when inverted. 0 is false and 1 is true. */
export type Signal = number;

export const FALSE: Signal = 0;
export const TRUE: Signal = 1;

export function not(signal: Signal): Signal {
  return signal ^ 1;
}

export interface And {
  output: Signal;
  a: Signal;
  b: Signal;
}

export interface Graph {
  readonly inputs: readonly Signal[];
  and(a: Signal, b: Signal): Signal;
  /** The ands that the outputs need, operands before their users. */
  ands(outputs: readonly Signal[]): And[];
  /** Ands on the longest path to an output. */
  depth(outputs: readonly Signal[]): number;
  /**
   * Evaluates 32 assignments at a time.
   *
   * @param inputWords for each input a word with one bit for each assignment
   * @returns the same for each output
   */
  evaluate(outputs: readonly Signal[], inputWords: ArrayLike<number>): Int32Array;
}

/** @throws RangeError unless `inputCount` is a count */
export function graph(inputCount: number): Graph {
  if (!Number.isInteger(inputCount) || inputCount < 0)
    throw new RangeError(`A circuit has a whole number of inputs, not ${inputCount}.`);
  // Gate 0 is the constant, gates 1 … inputCount are the inputs; operands of the others come before them.
  const first: Signal[] = Array.from({ length: inputCount + 1 }, () => 0);
  const second: Signal[] = [...first];
  const known = new Map<number, Signal>();

  function and(a: Signal, b: Signal): Signal {
    const [low, high] = a < b ? [a, b] : [b, a];
    if (low === FALSE || low === not(high)) return FALSE;
    if (low === TRUE || low === high) return high;
    const key = low * 2 ** 26 + high;
    const shared = known.get(key);
    if (shared !== undefined) return shared;
    const signal = 2 * first.length;
    first.push(low);
    second.push(high);
    known.set(key, signal);
    return signal;
  }

  function ands(outputs: readonly Signal[]): And[] {
    const used = new Uint8Array(first.length);
    for (const output of outputs) used[output >> 1] = 1;
    for (let gate = first.length - 1; gate > inputCount; gate--)
      if (used[gate]) used[first[gate] >> 1] = used[second[gate] >> 1] = 1;
    const needed: And[] = [];
    for (let gate = inputCount + 1; gate < first.length; gate++)
      if (used[gate]) needed.push({ output: 2 * gate, a: first[gate], b: second[gate] });
    return needed;
  }

  return {
    inputs: Array.from({ length: inputCount }, (_, i) => 2 * (i + 1)),
    and,
    ands,
    depth(outputs) {
      const depths = new Uint32Array(first.length);
      for (const { output, a, b } of ands(outputs))
        depths[output >> 1] = 1 + Math.max(depths[a >> 1], depths[b >> 1]);
      return outputs.reduce((deepest, output) => Math.max(deepest, depths[output >> 1]), 0);
    },
    evaluate(outputs, inputWords) {
      if (inputWords.length !== inputCount)
        throw new RangeError(`The circuit has ${inputCount} inputs and got words for ${inputWords.length}.`);
      const words = new Int32Array(first.length);
      for (let i = 0; i < inputCount; i++) words[i + 1] = inputWords[i];
      const wordOf = (signal: Signal): number => (signal & 1 ? ~words[signal >> 1] : words[signal >> 1]);
      for (let gate = inputCount + 1; gate < first.length; gate++)
        words[gate] = wordOf(first[gate]) & wordOf(second[gate]);
      return Int32Array.from(outputs, wordOf);
    },
  };
}
