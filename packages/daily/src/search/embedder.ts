/** @file What turns texts into vectors: one interface, the trained one by default, a host's own model by configuration. */
import { latentEmbedding, unit, type LatentModel } from "./latent.ts";

export interface Embedder {
  /** Vectors of different ids are never compared. */
  id: string;
  dimensions: number;
  /** Vectors of length one, or zeros for a text that says nothing to the model. */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
}

/** The embedder of a trained model. */
export function latentEmbedder(model: LatentModel): Embedder {
  const embed = latentEmbedding(model);
  return { id: model.id, dimensions: model.dimensions, embed: async (texts) => texts.map(embed) };
}

/**
 * Guards an embedder that is not ours: empty texts do not reach it, what comes back is measured and scaled to length one.
 *
 * @throws Error from `embed` when a vector has another length than promised, or is not finite
 */
export function guarded(embedder: Embedder): Embedder {
  return {
    id: embedder.id,
    dimensions: embedder.dimensions,
    async embed(texts) {
      const asked = texts.filter((text) => text.trim() !== "");
      const vectors = asked.length > 0 ? await embedder.embed(asked) : [];
      for (const vector of vectors)
        if (vector.length !== embedder.dimensions || !vector.every(Number.isFinite))
          throw new Error(
            `The embedder ${embedder.id} promised vectors of ${embedder.dimensions} finite numbers and gave another.`,
          );
      let next = 0;
      return texts.map((text) =>
        text.trim() === "" ? new Float32Array(embedder.dimensions) : unit(vectors[next++].slice()),
      );
    },
  };
}
