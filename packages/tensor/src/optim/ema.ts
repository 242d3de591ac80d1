/** Exponential moving average of parameters (Polyak and Juditsky, 1992). */
import { add, mul } from "../ops/index.ts";
import { treeMap } from "../tree.ts";

/** decay average + (1 - decay) params, for trees of one structure. */
export const ema = <P>(average: P, params: P, decay: number): P =>
  treeMap((a, p) => add(mul(a, decay), mul(p, 1 - decay)), average, params);
