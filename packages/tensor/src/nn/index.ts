/** Layers, initialisers and blocks in the terms of Flax, as plain functions over trees. */
export * from "./attention.ts";
export * as initializers from "./initializers.ts";
export type { Initializer } from "./initializers.ts";
export * from "./layers.ts";
export * from "./losses.ts";
export * from "./positions.ts";
export * from "./resnet.ts";
export * from "./transformer.ts";
export * from "./vision.ts";
