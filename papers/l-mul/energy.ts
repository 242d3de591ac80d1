/**
 * @file The energy of arithmetic, from the table that the paper rests on.
 *
 * M. Horowitz, "Computing's energy problem (and what we can do about it)", ISSCC 2014: one operation in a 45 nm process at 0.9 V. The values
 * for 32-bit integers and floats were read in a publication that cites the table; the narrower ones are recalled. All of them leave out
 * moving the operands, which costs more than any of these operations, and L-Mul's second addition (of its constant).
 */

/** Picojoules per operation. */
export type Picojoules = number;

export type NumberType = "int8" | "int16" | "int32" | "fp16" | "fp32";

export interface OperationEnergy {
  readonly add: Picojoules;
  /** Absent where the table gives none. */
  readonly multiply?: Picojoules;
  /** Whether the value is recalled, not re-read. */
  readonly recalled: boolean;
}

export const HOROWITZ_45NM: Readonly<Record<NumberType, OperationEnergy>> = {
  int8: { add: 0.03, multiply: 0.2, recalled: true },
  int16: { add: 0.05, recalled: true },
  int32: { add: 0.1, multiply: 3.1, recalled: false },
  fp16: { add: 0.4, multiply: 1.1, recalled: true },
  fp32: { add: 0.9, multiply: 3.7, recalled: false },
};

export type FloatType = "fp16" | "fp32";

const INTEGER_OF: Readonly<Record<FloatType, NumberType>> = { fp16: "int16", fp32: "int32" };

/** One product and, in a dot product, the floating-point addition that accumulates it. */
export interface EnergyComparison {
  exact: Picojoules;
  lmul: Picojoules;
  /** 1 − lmul / exact, in percent. */
  savingPercent: number;
}

/** An element-wise product: a float multiplication against the integer addition of the same width, repeated `integerAdditions` times. */
export function elementwiseEnergy(type: FloatType, integerAdditions = 1): EnergyComparison {
  return compare(multiplication(type), integerAddition(type, integerAdditions));
}

/** One step of a dot product: the same, and on both sides a float addition into the accumulator. */
export function dotEnergy(type: FloatType, integerAdditions = 1): EnergyComparison {
  const accumulate = HOROWITZ_45NM[type].add;
  return compare(multiplication(type) + accumulate, integerAddition(type, integerAdditions) + accumulate);
}

function multiplication(type: FloatType): Picojoules {
  const energy = type in INTEGER_OF ? HOROWITZ_45NM[type].multiply : undefined;
  if (energy === undefined)
    throw new RangeError(`Energies are compared for fp16 and fp32, not for ${type}; choose one of the two.`);
  return energy;
}

function integerAddition(type: FloatType, times: number): Picojoules {
  if (!Number.isInteger(times) || times < 1)
    throw new RangeError(
      `An L-Mul makes one integer addition or more, not ${times}; give 1, or 2 with the constant's.`,
    );
  return times * HOROWITZ_45NM[INTEGER_OF[type]].add;
}

function compare(exact: Picojoules, lmul: Picojoules): EnergyComparison {
  return { exact, lmul, savingPercent: 100 * (1 - lmul / exact) };
}
