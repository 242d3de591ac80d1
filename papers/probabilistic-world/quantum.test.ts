/** @file Complex structures, fermions, momentum and subsystems against values known from elsewhere. */
import { random } from "@working-papers/lab";
import { describe, expect, test } from "vitest";
import {
  complexDistance,
  complexIdentity,
  complexMatrix,
  evolution,
  hermitianEigenvalues,
} from "./complex-matrix.ts";
import {
  complexStructureTest,
  cycleComplexStructure,
  particleHoleStructure,
  structureErrors,
} from "./complex-structure.ts";
import { purityAfter, rightPurity, stepTwoMovers, twoMovers } from "./collision.ts";
import { annihilate, create, cycleHamiltonian, freeHamiltonian } from "./fermions.ts";
import { thermalEnergy, vacuumCorrelation, vacuumDistribution } from "./free-fermions.ts";
import { blockAction, exchangeActionClosedForm, same, showGrassmann } from "./grassmann.ts";
import {
  chainTorus,
  enumeratedTorus,
  kaufmanFreeEnergy,
  kaufmanTorus,
  ONSAGER_CRITICAL,
  CRITICAL_COUPLING,
} from "./ising-strip.ts";
import { identity, multiply, scale, symmetricEigenvalues, matrix, distance } from "./matrix.ts";
import { fourier, momentumDistribution, momentumKernel, momentumMoment, packetOnRing } from "./momentum.ts";
import { blockCounts, coarseEvolution, marginal, reducedDensity } from "./subsystems.ts";
import { thirringCollision, thirringJump, thirringSymmetries } from "./thirring.ts";
import { jumpMatrix, uniqueJump } from "./unique-jump.ts";

const swap = (state: number) => 1 - state;

describe("a complex structure", () => {
  test("of two fixed states turns one into the other", () => {
    const still = uniqueJump(2, (state) => state);
    const i = cycleComplexStructure(still);
    expect(distance(multiply(i, i).a, scale(identity(2), -1).a)).toBe(0);
  });

  test("does not exist for three fixed states, and the message counts eigenvalues", () => {
    expect(() => cycleComplexStructure(uniqueJump(3, (state) => state))).toThrow(
      "the eigenvalues +1 and −1 have multiplicities 3 and 0",
    );
  });

  test("exists for a cycle of two states only with a minus sign", () => {
    expect(complexStructureTest(uniqueJump(2, swap)).exists).toBe(false);
    expect(complexStructureTest(uniqueJump(2, swap, { sign: (s) => (s ? -1 : 1) })).exists).toBe(true);
  });

  test("from particles and holes needs signs on 16, 8, 172 states (base) and 16, 64, 272 (extended)", () => {
    for (const [variant, counts] of [
      ["base", [16, 8, 172]],
      ["extended", [16, 64, 272]],
    ] as const)
      counts.forEach((selfConjugate, i) => {
        const found = particleHoleStructure(
          thirringJump(variant, i + 2),
          thirringSymmetries(i + 2).particleHole,
        );
        expect(found.selfConjugate).toBe(selfConjugate);
        expect(structureErrors(found.jump, found.structure)).toEqual({ square: 0, commutator: 0 });
      });
  });

  test("is refused for an exchange that does not commute with the automaton", () => {
    const jump = uniqueJump(4, (state) => (state + 1) % 4);
    expect(() => particleHoleStructure(jump, (state) => state ^ 1)).toThrow("on state 0 it does not");
    expect(() => particleHoleStructure(jump, (state) => state)).toThrow("must pair states, but 0 becomes 0");
  });
});

describe("fermionic operators", () => {
  test("anticommute", () => {
    const one = create(0b001, 1);
    const other = create(0b000, 1);
    expect([one?.sign, create(other?.state ?? 0, 0)?.sign]).toEqual([-1, 1]);
    expect(annihilate(0b010, 0)).toBeUndefined();
  });

  test("make a Hamiltonian whose exponential moves two particles around a ring of three", () => {
    // States 011, 101, 110 in order: a shift takes {0,1} to {1,2}, {0,2} to {1,0}, {1,2} to {2,0}.
    const shift = complexMatrix(3, (row, column) => [[2, 0, 1][column] === row ? 1 : 0, 0]);
    expect(complexDistance(evolution(freeHamiltonian(3, 2)), shift)).toBeLessThan(1e-14);
  });

  test("a cycle of four states has the energies −π/2, 0, π/2 and π", () => {
    const h = cycleHamiltonian(uniqueJump(4, (state) => (state + 1) % 4));
    const expected = [-Math.PI / 2, 0, Math.PI / 2, Math.PI];
    expect(distance(hermitianEigenvalues(h), expected)).toBeLessThan(1e-14);
  });
});

describe("the Grassmann action", () => {
  test("of a block that changes nothing only transports", () => {
    expect(
      showGrassmann(
        blockAction(2, (v) => v),
        2,
      ),
    ).toBe("− ψ′₁ψ̄₁ − ψ′₂ψ̄₂");
  });

  test("of the exchange block has 13 monomials and the closed form", () => {
    const action = blockAction(4, thirringCollision("base"));
    expect(action.size).toBe(13);
    expect(same(action, exchangeActionClosedForm().action)).toBe(true);
  });

  test("is refused for a block that changes the parity of the particle number", () => {
    expect(() => blockAction(2, (v) => v ^ 1)).toThrow("pattern 00 becomes 10");
  });
});

describe("momentum", () => {
  test("both Fourier transforms find the one frequency of a wave", () => {
    for (const n of [16, 15]) {
      const re = Float64Array.from({ length: n }, (_, x) => Math.cos((2 * Math.PI * 3 * x) / n));
      const im = Float64Array.from({ length: n }, (_, x) => Math.sin((2 * Math.PI * 3 * x) / n));
      const out = fourier({ re, im });
      expect(out.re[3]).toBeCloseTo(n, 12);
      expect(Math.hypot(out.re[2], out.im[2])).toBeLessThan(1e-12);
    }
  });

  test("a packet has the mean momentum of its carrier, 2π·5/64", () => {
    const psi = packetOnRing(64, 32, 4, 0.4908738521234052);
    expect(momentumMoment(momentumDistribution(psi), 1)).toBeCloseTo(0.490873852123, 12);
  });

  test("the kernel of P on a ring of five sites generates the shift", () => {
    const p = complexMatrix(5, (row, column) => [0, momentumKernel(5, row - column)]);
    const shift = complexMatrix(5, (row, column) => [row === (column + 1) % 5 ? 1 : 0, 0]);
    expect(complexDistance(evolution(p), shift)).toBeLessThan(1e-14);
    expect(() => momentumKernel(4, 1)).toThrow("needs an odd ring");
  });
});

describe("free fermions", () => {
  test("the vacuum correlation at distance 1 is −i/π", () => {
    const { re, im } = vacuumCorrelation(1000, 1);
    expect([re, im]).toEqual([expect.closeTo(0, 12), expect.closeTo(-0.31831, 5)]);
  });

  test("the gas of two particles on four sites prefers opposite sites: 1/4 each, 1/8 for the others", () => {
    const p = vacuumDistribution(4);
    expect([p[0b0101], p[0b1010], p[0b0011], p[0b1001]].map((value) => Number(value.toFixed(12)))).toEqual([
      0.25, 0.25, 0.125, 0.125,
    ]);
  });

  test("the thermal energy is π T²/12", () => {
    expect(thermalEnergy(16_000, 0.1) / 0.0026179938779915).toBeCloseTo(1, 5);
  });
});

describe("the two-dimensional Ising model", () => {
  test("a torus of 4 × 4 spins at K = 0.35 has Z = 777953.14041541, three ways", () => {
    for (const way of [enumeratedTorus, chainTorus, kaufmanTorus])
      expect(way(4, 4, 0.35)).toBeCloseTo(777953.14041541, 7);
  });

  test("the critical free energy is 0.929695398342, and wide strips come near it", () => {
    expect(ONSAGER_CRITICAL).toBeCloseTo(0.929695398342, 12);
    expect(kaufmanFreeEnergy(1000, CRITICAL_COUPLING)).toBeCloseTo(0.929695398342 + Math.PI / 12e6, 9);
  });
});

describe("subsystems", () => {
  test("half of a pair of equal bits is mixed, with the marginal on its diagonal", () => {
    const q = Float64Array.of(Math.SQRT1_2, 0, 0, Math.SQRT1_2);
    const rho = reducedDensity(q, 2, [0]);
    expect([...rho.a]).toEqual([expect.closeTo(0.5, 15), 0, 0, expect.closeTo(0.5, 15)]);
    expect([
      ...marginal(
        q.map((v) => v * v),
        [1],
      ),
    ]).toEqual([expect.closeTo(0.5, 15), expect.closeTo(0.5, 15)]);
  });

  test("counting species in blocks makes the movers undetermined by 3.854248046875 bits", () => {
    expect(coarseEvolution(thirringJump("extended", 4), blockCounts(4))).toEqual({
      entropy: expect.closeTo(3.854248046875, 12),
      labels: 6561,
      mostSuccessors: 90,
    });
  });

  test("two movers in the sector do what the whole automaton does", () => {
    // R1 at site 0 and L2 at site 2 of three sites meet on site 1 and become R2 and L1.
    let pair = twoMovers(
      3,
      "base",
      { centre: 0, width: 1e-3, colour: [1, 0] },
      { centre: 2, width: 1e-3, colour: [0, 1] },
    );
    pair = stepTwoMovers(pair);
    const [r2at1, l1at1] = [3, 2];
    expect(pair.q[r2at1 * 6 + l1at1]).toBe(1);
    expect(thirringJump("base", 3).image[0b1000_0000_0001]).toBe(0b0110_0000);
  });

  test("smooth packets of equal colours leave a purity of 1/4 when they have met", () => {
    let pair = twoMovers(
      32,
      "extended",
      { centre: 8, width: 2, colour: [1, 0] },
      { centre: 24, width: 2, colour: [1, 0] },
    );
    expect(rightPurity(pair)).toBeCloseTo(1, 12);
    for (let t = 0; t < 16; t++) pair = stepTwoMovers(pair);
    expect(rightPurity(pair)).toBeCloseTo(purityAfter.extendedSameColour, 8);
  });
});

test("eigenvalues of a random permutation's symmetric part lie between −1 and 1, and add up to its trace", () => {
  const order = random(9).permutation(60);
  const s = jumpMatrix(uniqueJump(60, (state) => order[state]));
  const found = symmetricEigenvalues(matrix(60, (i, j) => (s.a[i * 60 + j] + s.a[j * 60 + i]) / 2));
  const fixed = order.filter((to, from) => to === from).length;
  expect(found.reduce((sum, value) => sum + value, 0)).toBeCloseTo(fixed, 12);
  expect(found[0]).toBeGreaterThan(-1 - 1e-12);
  expect(found[59]).toBeCloseTo(1, 12);
});

test("eigenvalues of a symmetric matrix are those known: 2 − √2, 2, 2 + √2", () => {
  const chain = matrix(3, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0));
  expect(distance(symmetricEigenvalues(chain), [0.585786437626905, 2, 3.414213562373095])).toBeLessThan(
    1e-14,
  );
  expect(complexDistance(evolution(complexMatrix(2, () => [0, 0])), complexIdentity(2))).toBe(0);
});
