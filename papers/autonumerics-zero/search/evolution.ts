/**
 * @file The paper's own mode: NSGA-II over programs whose constants CMA-ES trains, with its mutations (sections on search and on training).
 *
 * Every generation S parents have two children each; half of the children are clones, the others mutated until their shape changes. Parents and
 * children together are thinned to S near the Pareto front. Smaller than the paper's by orders of magnitude: the populations, the generations of CMA-ES and the
 * number of points are parameters. Each part can be switched off, which is what the ablation does.
 */
import { random as randomOf, type Random } from "@working-papers/lab";
import { canonical, toGraph } from "../programs/canonical.ts";
import { cost, programFrom, shapeOf, withConstants, type Program } from "../programs/program.ts";
import type { Target } from "../targets/target.ts";
import { cmaEs } from "./cma-es.ts";
import { wasmFitter } from "./kernel/fitter.ts";
import { mutateAsPublished, PAPER_ALPHABET, randomConstant } from "./mutate.ts";
import { selectNearPareto } from "./nsga2.ts";
import { fittingSamples } from "./samples.ts";

export interface EvolutionOptions {
  target: Target;
  maxOperations: number;
  seed: number;
  /** S: programs that survive a generation. */
  survivors: number;
  /** Generations and population of CMA-ES. */
  generations: number;
  population: number;
  /** `random`: survivors are drawn blindly. */
  selection?: "NSGA-II" | "random";
  /** `none`: constants stay as they were drawn. */
  training?: "CMA-ES" | "none";
  /** `random`: every program is drawn anew instead of being a mutation of a survivor. */
  programs?: "mutated" | "random";
}

export interface Individual {
  program: Program;
  error: number;
}

export interface Evolution {
  readonly evaluated: number;
  /** One generation. */
  advance(): void;
  /** The best error seen with at most this many operations. */
  bestWithin(operations: number): number;
  population(): readonly Individual[];
}

export function evolution(options: EvolutionOptions): Evolution {
  const { target, maxOperations, seed, survivors, generations, population: lambda } = options;
  const { selection = "NSGA-II", training = "CMA-ES", programs = "mutated" } = options;
  const fitter = wasmFitter(fittingSamples(target, 32));
  const random: Random = randomOf(seed).fork("evolution");
  const best = new Float64Array(maxOperations + 1).fill(Infinity);
  let evaluated = 0;

  /** Constants are drawn anew for every training, as the paper's released settings have it. */
  function train(program: Program): Individual {
    fitter.load(program);
    evaluated++;
    const start = program.constants.map(() => randomConstant(random));
    let constants: Float64Array = start;
    if (training === "CMA-ES" && start.length > 0)
      ({ best: constants } = cmaEs(
        (values) => {
          fitter.setConstants(values);
          return fitter.largestError();
        },
        start,
        random,
        { population: lambda, sigma: 0.1, generations },
      ));
    fitter.setConstants(constants);
    const error = fitter.largestError();
    const size = cost(program);
    for (let k = size; k <= maxOperations; k++) if (error < best[k]) best[k] = error;
    return { program: withConstants(program, constants), error };
  }

  function mutated(parent: Program): Program {
    for (let attempt = 0, graph = toGraph(parent); attempt < 50; attempt++) {
      mutateAsPublished(graph, random, PAPER_ALPHABET);
      const child = canonical(graph);
      if (!child || cost(child) > maxOperations || child.constants.length > 12) graph = toGraph(parent);
      else if (shapeOf(child) !== shapeOf(parent)) return child;
      else if (graph.vertices.length > 60) graph = toGraph(child);
    }
    return parent;
  }

  /** A program that owes nothing to selection: a random number of insertions into the empty one. */
  function drawn(): Program {
    let program = programFrom("", {});
    const size = 1 + (random.uint32() % (2 * maxOperations));
    for (let i = 0; i < size; i++) program = mutated(program);
    return program;
  }

  let current: Individual[] = Array.from({ length: survivors }, () => train(programFrom("", {})));
  return {
    get evaluated() {
      return evaluated;
    },
    advance() {
      const children: Individual[] = [];
      for (const parent of current)
        for (let i = 0; i < 2; i++) {
          if (programs === "random") children.push(train(drawn()));
          else if (random.uint32() % 2 === 0) children.push(parent);
          else children.push(train(mutated(parent.program)));
        }
      const all = distinct([...current, ...children]);
      const points = all.map(({ program, error }) => [error, cost(program)]);
      const chosen =
        selection === "NSGA-II"
          ? selectNearPareto(points, survivors)
          : Array.from(random.permutation(all.length)).slice(0, survivors);
      current = chosen.map((i) => all[i]);
      while (current.length < survivors) current.push(current[random.uint32() % current.length]);
    },
    bestWithin: (operations) => best[Math.min(operations, maxOperations)],
    population: () => current,
  };
}

/** One individual per shape, the one with the least error. */
function distinct(individuals: readonly Individual[]): Individual[] {
  const byShape = new Map<string, Individual>();
  for (const individual of individuals) {
    const key = shapeOf(individual.program);
    const other = byShape.get(key);
    if (!other || individual.error < other.error) byShape.set(key, individual);
  }
  return [...byShape.values()];
}
