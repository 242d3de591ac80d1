/**
 * @file Mutations of programs: the paper's insert, remove and edge switch, and a few of our own that keep values reused.
 *
 * A graph of vertices is changed in place; canonical form afterwards prunes what no longer reaches the output.
 */
import type { Random } from "@working-papers/lab";
import { CONSTANT, INPUT, type Graph, type Vertex } from "../programs/canonical.ts";
import {
  ADD,
  arity,
  DIVIDE,
  IADD,
  isBitOperation,
  ISHR,
  ISUB,
  MULTIPLY,
  SUBTRACT,
} from "../programs/program.ts";

/** Which operations new vertices may be, by code. */
export type Alphabet = readonly number[];

/** A whole number below n; the bias of a remainder is far below anything a search could notice. */
const below = (random: Random, n: number): number => random.uint32() % n;

/** ± a magnitude spread evenly in its exponent, 2^−5 … 2^9. */
export function randomConstant(random: Random): number {
  const sign = random.uint32() % 2 === 0 ? 1 : -1;
  return sign * 2 ** (below(random, 14) - 5) * (1 + random.uniform());
}

/**
 * A constant for an operation on bits. Sums and differences of bits move the exponent by multiples of half the bias; a constant near 2^(63.5·k) brings it back.
 */
function bitConstant(random: Random): number {
  return 2 ** (63.5 * (below(random, 5) - 2) * 0.99 + 4 * random.uniform() - 2);
}

/** A constant that hardly changes what an operation does, half of the time: the fit then starts from the parent's error. */
function newConstant(random: Random, op: number): number {
  if (isBitOperation(op)) return bitConstant(random);
  if (random.uint32() % 2 === 0) return randomConstant(random);
  const small = (random.uniform() - 0.5) / 16;
  return op === ADD || op === SUBTRACT ? small : 1 + small;
}

function push(graph: Graph, vertex: Vertex): number {
  return graph.vertices.push(vertex) - 1;
}

/** Whether `from` needs the value of `to`. */
function depends(graph: Graph, from: number, to: number): boolean {
  return from === to || graph.vertices[from].operands.some((operand) => depends(graph, operand, to));
}

/** A vertex whose value `user` may take without a cycle. */
function source(graph: Graph, random: Random, user: number): number {
  for (let i = 0; i < 8; i++) {
    const candidate = below(random, graph.vertices.length);
    if (!depends(graph, candidate, user)) return candidate;
  }
  return 0;
}

/** Vertices that the output needs and that are operations. */
function operations(graph: Graph): number[] {
  const seen = new Set<number>();
  const walk = (id: number): void => {
    if (seen.has(id)) return;
    seen.add(id);
    graph.vertices[id].operands.forEach(walk);
  };
  walk(graph.output);
  return [...seen].filter((id) => graph.vertices[id].op !== INPUT && graph.vertices[id].op !== CONSTANT);
}

function replaceUses(graph: Graph, old: number, by: number, except: number): void {
  graph.vertices.forEach((vertex, id) => {
    if (id === except) return;
    vertex.operands.forEach((operand, slot) => {
      if (operand === old && !depends(graph, by, id)) vertex.operands[slot] = by;
    });
  });
  if (graph.output === old) graph.output = by;
}

/** A new operation on `value` and something else: a new constant or any earlier value. */
function operationOn(graph: Graph, random: Random, alphabet: Alphabet, value: number, user: number): number {
  const op = alphabet[below(random, alphabet.length)];
  const slot = below(random, arity(op));
  const operands = Array.from({ length: arity(op) }, (_, i) => {
    if (i === slot) return value;
    if (random.uint32() % 2 === 0)
      return push(graph, { op: CONSTANT, operands: [], value: newConstant(random, op) });
    return user < 0 ? below(random, graph.vertices.length) : source(graph, random, user);
  });
  return push(graph, { op, operands, value: 0 });
}

/** The paper's insert: a new operation on one edge. */
function insertOnEdge(graph: Graph, random: Random, alphabet: Alphabet): void {
  const users = operations(graph);
  const at = below(random, users.length + 1);
  if (at === users.length) {
    graph.output = operationOn(graph, random, alphabet, graph.output, -1);
    return;
  }
  const user = users[at];
  const { operands } = graph.vertices[user];
  const slot = below(random, operands.length);
  operands[slot] = operationOn(graph, random, alphabet, operands[slot], user);
}

/** A new operation behind a vertex: everything that used the vertex uses the operation. */
function insertAtVertex(graph: Graph, random: Random, alphabet: Alphabet, pair: boolean): void {
  const candidates = [0, ...operations(graph)];
  const vertex = candidates[below(random, candidates.length)];
  const before = graph.vertices.length;
  // What the new operation reads beside the vertex must not be one of its users: x, the vertex itself, or a constant.
  const other = (): number => {
    const kind = below(random, 3);
    return kind === 0
      ? 0
      : kind === 1
        ? vertex
        : push(graph, { op: CONSTANT, operands: [], value: randomConstant(random) });
  };
  const binary = alphabet.filter((op) => arity(op) === 2);
  let operand = other();
  if (pair) {
    const op = binary[below(random, binary.length)];
    const constant = push(graph, { op: CONSTANT, operands: [], value: newConstant(random, ADD) });
    operand = push(graph, {
      op,
      operands: random.uint32() % 2 === 0 ? [constant, operand] : [operand, constant],
      value: 0,
    });
  }
  const op = alphabet[below(random, alphabet.length)];
  const operands =
    arity(op) === 1
      ? [vertex]
      : random.uint32() % 2 === 0
        ? [vertex, operand, other()]
        : [operand, vertex, other()];
  const added = push(graph, { op, operands: operands.slice(0, arity(op)), value: 0 });
  if (isBitOperation(op))
    for (const read of graph.vertices[added].operands)
      if (read >= before && graph.vertices[read].op === CONSTANT)
        graph.vertices[read].value = bitConstant(random);
  const inside = new Set<number>();
  const walk = (id: number): void => {
    if (inside.has(id)) return;
    inside.add(id);
    graph.vertices[id].operands.forEach(walk);
  };
  walk(added);
  graph.vertices.forEach((user, id) => {
    if (inside.has(id)) return;
    user.operands.forEach((from, slot) => {
      if (from === vertex) user.operands[slot] = added;
    });
  });
  if (graph.output === vertex) graph.output = added;
}

/** The paper's remove: a vertex gives way to one of its operands. */
function remove(graph: Graph, random: Random): void {
  const users = operations(graph);
  if (users.length === 0) return;
  const vertex = users[below(random, users.length)];
  const { operands } = graph.vertices[vertex];
  replaceUses(graph, vertex, operands[below(random, operands.length)], -1);
}

/** The paper's edge switch: one operand becomes another value, or a new constant. */
function switchEdge(graph: Graph, random: Random): void {
  const users = operations(graph);
  if (users.length === 0) return;
  const user = users[below(random, users.length)];
  const { operands, op } = graph.vertices[user];
  const slot = below(random, operands.length);
  operands[slot] =
    random.uint32() % 3 === 0
      ? push(graph, { op: CONSTANT, operands: [], value: newConstant(random, op) })
      : source(graph, random, user);
}

/** Another operation on the same operands, or the same one on exchanged operands. */
function changeOperation(graph: Graph, random: Random, alphabet: Alphabet): void {
  const users = operations(graph);
  if (users.length === 0) return;
  const vertex = graph.vertices[users[below(random, users.length)]];
  const same = alphabet.filter((op) => arity(op) === vertex.operands.length);
  if (same.length > 0) vertex.op = same[below(random, same.length)];
  if (random.uint32() % 2 === 0) vertex.operands.reverse();
}

/** A value combined with itself: a square doubles the digits that one more operation can give a function like 2^x. */
function combineWithItself(graph: Graph, random: Random, alphabet: Alphabet): void {
  const op = alphabet[below(random, alphabet.length)];
  const inside = operations(graph);
  const vertex =
    inside.length === 0 || random.uint32() % 2 === 0 ? graph.output : inside[below(random, inside.length)];
  const users = [...graph.vertices];
  const added = push(graph, { op, operands: Array.from({ length: arity(op) }, () => vertex), value: 0 });
  for (const user of users)
    user.operands.forEach((from, slot) => {
      if (from === vertex) user.operands[slot] = added;
    });
  if (graph.output === vertex) graph.output = added;
}

/** One mutation of the fast search, in place. */
export function mutate(graph: Graph, random: Random, alphabet: Alphabet): void {
  const kind = below(random, 17);
  if (kind === 16) combineWithItself(graph, random, alphabet);
  else if (kind < 4) insertOnEdge(graph, random, alphabet);
  else if (kind < 6) insertAtVertex(graph, random, alphabet, false);
  else if (kind < 8) insertAtVertex(graph, random, alphabet, true);
  else if (kind < 9) remove(graph, random);
  else if (kind < 13) switchEdge(graph, random);
  else changeOperation(graph, random, alphabet);
}

/** One mutation as the paper weighs them: insert : remove : edge switch = 1 : 2 : 3, only insert on the empty program. */
export function mutateAsPublished(graph: Graph, random: Random, alphabet: Alphabet): void {
  const kind = operations(graph).length === 0 ? 0 : below(random, 6);
  if (kind < 1) insertOnEdge(graph, random, alphabet);
  else if (kind < 3) remove(graph, random);
  else switchEdge(graph, random);
}

export const PAPER_ALPHABET: Alphabet = [ADD, SUBTRACT, MULTIPLY, DIVIDE];
export const ADD_SUBTRACT_MULTIPLY: Alphabet = [ADD, SUBTRACT, MULTIPLY];
/** Beside the paper's operations those on the bits of float32, for programs that are judged in float32. */
export const BITS_ALPHABET: Alphabet = [ADD, SUBTRACT, MULTIPLY, DIVIDE, ISHR, IADD, ISUB];
