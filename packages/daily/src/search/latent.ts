/**
 * @file Search by meaning without any download: latent semantic analysis, trained on the site's own papers.
 *
 * Papers are rows of $\log(1 + tf) \cdot idf$, scaled to length one; the k leading right singular vectors V of that matrix A span the space, and a
 * text's vector is its row times V, scaled to length one. Deerwester et al., "Indexing by latent semantic analysis" (1990). The singular
 * vectors come from subspace iteration on $A^\top A$, Halko, Martinsson and Tropp (2011), from a fixed start, so that training is deterministic.
 */
import { eigenSymmetric, orthonormalize } from "./matrix.ts";
import { AUTHOR, GAP, type Segment } from "./segment.ts";
import { isStopWord, words } from "./tokens.ts";

export interface LatentModel {
  id: string;
  dimensions: number;
  terms: string[];
  /** What a term tells, by term. */
  information: Float32Array;
  /** By term, `dimensions` numbers each. */
  basis: Float32Array;
}

export interface TrainOptions {
  dimensions?: number;
  /** A term must stand in so many papers, and in at most this share of them. */
  least?: number;
  most?: number;
  /** Rounds of subspace iteration. */
  rounds?: number;
  /** Directions are divided by $\sigma^{evenness}$: 0 leaves the strong ones strong. */
  evenness?: number;
}

const EXTRA = 8;

/** Trains on the papers of a segment. Some ten seconds of one core for 30,000 abstracts; pauses now and then so that a server keeps answering. */
export async function trainLatent(segment: Segment, options: TrainOptions = {}): Promise<LatentModel> {
  const { least = 3, most = 0.25, rounds = 3, evenness = 0 } = options;
  const papers = segment.keys.length;
  const chosen: number[] = [];
  segment.terms.forEach((term, number) => {
    const having = segment.starts[number + 1] - segment.starts[number];
    if (having >= least && having <= most * papers && !term.startsWith(AUTHOR) && !isStopWord(term))
      chosen.push(number);
  });
  const dimensions = Math.min(
    options.dimensions ?? 128,
    Math.max(1, Math.min(chosen.length, papers) - EXTRA),
  );
  const information = Float32Array.from(chosen, (number) =>
    Math.log(papers / (segment.starts[number + 1] - segment.starts[number])),
  );
  const rows = weightRows(segment, chosen, information);
  const width = Math.min(dimensions + EXTRA, chosen.length);
  let space = startingSpace(chosen.length, width);
  orthonormalize(space, chosen.length, width);
  let image = space;
  for (let round = 0; round < rounds; round++) {
    image = await timesGram(rows, space, chosen.length, width);
    if (round < rounds - 1) {
      space = image;
      orthonormalize(space, chosen.length, width);
    }
  }
  // Rayleigh and Ritz: within the space, the directions are the eigenvectors of Zᵀ(AᵀA)Z.
  const small = new Float64Array(width * width);
  for (let term = 0; term < chosen.length; term++)
    for (let i = 0; i < width; i++) {
      const left = space[term * width + i];
      for (let j = 0; j < width; j++) small[i * width + j] += left * image[term * width + j];
    }
  const { values, vectors } = eigenSymmetric(small, width);
  const basis = new Float32Array(chosen.length * dimensions);
  for (let term = 0; term < chosen.length; term++)
    for (let k = 0; k < dimensions; k++) {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += space[term * width + i] * vectors[i * width + k];
      basis[term * dimensions + k] = sum / Math.max(values[k], 1e-12) ** (evenness / 2);
    }
  return {
    id: `latent-${dimensions}`,
    dimensions,
    terms: chosen.map((number) => segment.terms[number]),
    information,
    basis,
  };
}

interface Rows {
  starts: Uint32Array;
  columns: Uint32Array;
  values: Float32Array;
}

function weightRows(segment: Segment, chosen: number[], information: Float32Array): Rows {
  const column = new Int32Array(segment.terms.length).fill(-1);
  chosen.forEach((number, i) => (column[number] = i));
  const starts = new Uint32Array(segment.keys.length + 1);
  const columns: number[] = [];
  const values: number[] = [];
  for (let document = 0; document < segment.keys.length; document++) {
    const counts = new Map<number, number>();
    for (let at = segment.streamStarts[document]; at < segment.streamStarts[document + 1]; at++) {
      const term = segment.stream[at];
      if (term === GAP || column[term] < 0) continue;
      counts.set(column[term], (counts.get(column[term]) ?? 0) + 1);
    }
    const row = weigh(counts, information);
    for (const [term, value] of row) {
      columns.push(term);
      values.push(value);
    }
    starts[document + 1] = columns.length;
  }
  return { starts, columns: Uint32Array.from(columns), values: Float32Array.from(values) };
}

/** Counts as weights, scaled to length one. */
function weigh(counts: Map<number, number>, information: Float32Array): [number, number][] {
  let squares = 0;
  const row = [...counts].map(([term, count]): [number, number] => {
    const value = Math.log(1 + count) * information[term];
    squares += value * value;
    return [term, value];
  });
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  return row.map(([term, value]) => [term, value * scale]);
}

/** Signs from a counter through a mixing function (splitmix32): the same on every machine. */
function startingSpace(rows: number, width: number): Float32Array {
  const space = new Float32Array(rows * width);
  for (let i = 0; i < space.length; i++) {
    let z = (i + 1) * 0x9e37_79b9;
    z = Math.imul(z ^ (z >>> 16), 0x21f0_aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a_2d97);
    space[i] = ((z ^ (z >>> 15)) & 1) === 0 ? -1 : 1;
  }
  return space;
}

/** $A^\top (A Z)$, paper by paper: A itself is never turned round. */
async function timesGram(
  rows: Rows,
  space: Float32Array,
  terms: number,
  width: number,
): Promise<Float32Array> {
  const image = new Float32Array(terms * width);
  const projected = new Float32Array(width);
  const { starts, columns, values } = rows;
  for (let document = 0; document + 1 < starts.length; document++) {
    projected.fill(0);
    for (let at = starts[document]; at < starts[document + 1]; at++) {
      const from = columns[at] * width;
      const value = values[at];
      for (let i = 0; i < width; i++) projected[i] += value * space[from + i];
    }
    for (let at = starts[document]; at < starts[document + 1]; at++) {
      const from = columns[at] * width;
      const value = values[at];
      for (let i = 0; i < width; i++) image[from + i] += value * projected[i];
    }
    if (document % 500 === 499) await new Promise((resolve) => setImmediate(resolve));
  }
  return image;
}

/** A function from text to its vector of length one (all zeros when no word is known). */
export function latentEmbedding(model: LatentModel): (text: string) => Float32Array {
  const numbers = new Map(model.terms.map((term, number) => [term, number]));
  return (text) => {
    const counts = new Map<number, number>();
    for (const word of words(text)) {
      const number = numbers.get(word);
      if (number !== undefined) counts.set(number, (counts.get(number) ?? 0) + 1);
    }
    const vector = new Float32Array(model.dimensions);
    for (const [term, value] of weigh(counts, model.information)) {
      const from = term * model.dimensions;
      for (let k = 0; k < vector.length; k++) vector[k] += value * model.basis[from + k];
    }
    return unit(vector);
  };
}

/** Scales a vector to length one, in place. */
export function unit(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares > 0) {
    const scale = 1 / Math.sqrt(squares);
    for (let k = 0; k < vector.length; k++) vector[k] *= scale;
  }
  return vector;
}
