/** @file The small trained models: their shape, and how a file becomes weights. */
import { loadTree, random } from "@working-papers/tensor";
import { initModel, multiplication, type DigitTransformer, type ModelShape, type Order } from "../index.ts";

/** Small enough for a page: 114,432 weights. */
export const SMALL: ModelShape = { layers: 1, heads: 3, width: 96 };

/** Products of a five-digit number and a digit. */
export const smallTask = (order: Order) => multiplication(5, 1, order);

/** @throws Error when the file is not one of these models */
export const loadSmall = (order: Order, file: Uint8Array): DigitTransformer =>
  loadTree(initModel(random.key(0), smallTask(order), SMALL), file);
