/** @file What the paper's tables say, where both a claim and an experiment need it. */
import type { Order } from "./index.ts";

/** Table 3: answers right in percent, with 1 to 6 heads. */
export const TABLE_3: Readonly<Record<Order, readonly number[]>> = {
  ordinal: [66.2, 85.3, 89.8, 90.1, 91.1, 91.2],
  reversed: [83.6, 96.3, 99.3, 99.3, 100, 99.9],
};
