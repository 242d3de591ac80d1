/**
 * @file Canonical form: what does not reach the output is pruned, what does not depend on x is folded, what is computed twice is shared,
 * and what two constants do in a row one constant does; then operations are numbered in the order in which the output needs them.
 *
 * Only after this is the number of operations the cost that the paper counts: "interacting" operations, those that depend on x.
 */
import { applyBits } from "./bits.ts";
import {
  ADD,
  arity,
  DIVIDE,
  FMA,
  isBitOperation,
  isCommutative,
  MULTIPLY,
  SUBTRACT,
  type Program,
} from "./program.ts";

export const INPUT = 0;
export const CONSTANT = 1;

/** A vertex of a program as a graph; operands are positions in the list of vertices, in any order without cycles. */
export interface Vertex {
  op: number;
  operands: number[];
  /** Of a constant. */
  value: number;
}

export interface Graph {
  vertices: Vertex[];
  output: number;
}

export function toGraph(program: Program): Graph {
  const vertices: Vertex[] = [{ op: INPUT, operands: [], value: 0 }];
  for (const value of program.constants) vertices.push({ op: CONSTANT, operands: [], value });
  for (let i = 0; i < program.ops.length; i++) {
    const op = program.ops[i];
    vertices.push({ op, operands: [program.a[i], program.b[i], program.c[i]].slice(0, arity(op)), value: 0 });
  }
  return { vertices, output: vertices.length - 1 === program.constants.length ? 0 : vertices.length - 1 };
}

interface Node extends Vertex {
  /** Structure below, constants alike. */
  hash: number;
}

/** The canonical program of a graph, or nothing when the output does not depend on x or a constant is not finite. */
export function canonical(graph: Graph): Program | undefined {
  const nodes: Node[] = [];
  const shared = new Map<number, number>();
  const done = new Int32Array(graph.vertices.length).fill(-1);

  const push = (op: number, operands: number[], value: number): number => {
    let hash = Math.imul(op + 1, 0x9e3779b1);
    for (const operand of operands) hash = Math.imul(hash ^ nodes[operand].hash, 0x85ebca6b) ^ (hash >>> 13);
    return nodes.push({ op, operands, value, hash }) - 1;
  };
  const isConstant = (id: number): boolean => nodes[id].op === CONSTANT;
  const constant = (value: number): number => push(CONSTANT, [], value);
  /** Of an operation with one constant operand: the positions of the constant and of the other. */
  const parts = (id: number, op: number): [number, number] | undefined => {
    const node = nodes[id];
    if (node.op !== op || node.operands.length !== 2) return undefined;
    const [a, b] = node.operands;
    if (isConstant(a)) return [a, b];
    return isConstant(b) ? [b, a] : undefined;
  };
  const make = (op: number, operands: number[]): number => {
    if (isCommutative(op)) {
      const [a, b] = operands;
      if (nodes[a].hash > nodes[b].hash || (nodes[a].hash === nodes[b].hash && a > b))
        operands = [b, a, ...operands.slice(2)];
    }
    let key = op;
    for (const operand of operands) key = key * 1024 + operand;
    let id = shared.get(key);
    if (id === undefined) shared.set(key, (id = push(op, operands, 0)));
    return id;
  };

  /** The result of an operation on vertices that are simplified already. */
  function combine(op: number, operands: number[]): number {
    if (operands.every(isConstant))
      return constant(
        apply(
          op,
          operands.map((id) => nodes[id].value),
        ),
      );
    const [a, b, c] = operands;
    if (op === FMA)
      return isConstant(a) && isConstant(b)
        ? combine(ADD, [constant(nodes[a].value * nodes[b].value), c])
        : make(op, operands);
    if (op === ADD || op === MULTIPLY) {
      if (isConstant(b)) return merge(op, b, a);
      if (isConstant(a)) return merge(op, a, b);
    }
    if (op === SUBTRACT) {
      if (a === b) return constant(0);
      if (isConstant(b)) return merge(ADD, constant(-nodes[b].value), a);
      if (isConstant(a)) {
        const k = nodes[a].value;
        const sum = parts(b, ADD);
        if (sum) return combine(SUBTRACT, [constant(k - nodes[sum[0]].value), sum[1]]);
        const difference = nodes[b].op === SUBTRACT ? parts(b, SUBTRACT) : undefined;
        if (difference) return combine(ADD, [constant(k - nodes[difference[0]].value), difference[1]]);
      }
    }
    if (op === DIVIDE) {
      if (a === b) return constant(1);
      if (isConstant(b)) return merge(MULTIPLY, constant(1 / nodes[b].value), a);
      if (isConstant(a)) {
        const k = nodes[a].value;
        const product = parts(b, MULTIPLY);
        if (product) return combine(DIVIDE, [constant(k / nodes[product[0]].value), product[1]]);
        const quotient = parts(b, DIVIDE);
        if (quotient) return combine(MULTIPLY, [constant(k / nodes[quotient[0]].value), quotient[1]]);
      }
    }
    return make(op, operands);
  }

  /** k + y or k·y, where y may bring a constant of its own. */
  function merge(op: number, k: number, y: number): number {
    const value = nodes[k].value;
    const same = parts(y, op);
    if (same) return combine(op, [same[1], constant(apply(op, [value, nodes[same[0]].value]))]);
    const inverse = op === ADD ? SUBTRACT : DIVIDE;
    const other = parts(y, inverse);
    // (k₂ − y) + k = (k₂ + k) − y and (k₂ / y)·k = (k₂·k) / y
    if (other) return combine(inverse, [constant(apply(op, [value, nodes[other[0]].value])), other[1]]);
    return make(op, [y, k]);
  }

  function visit(vertex: number): number {
    if (done[vertex] >= 0) return done[vertex];
    const { op, operands, value } = graph.vertices[vertex];
    if (op === INPUT) return (done[vertex] = push(INPUT, [], 0));
    if (op === CONSTANT) return (done[vertex] = constant(value));
    return (done[vertex] = combine(op, operands.map(visit)));
  }

  const root = visit(graph.output);
  return nodes[root].op === CONSTANT ? undefined : number(nodes, root);
}

function apply(op: number, [a, b, c]: number[]): number {
  switch (op) {
    case ADD:
      return a + b;
    case SUBTRACT:
      return a - b;
    case MULTIPLY:
      return a * b;
    case DIVIDE:
      return a / b;
    case FMA:
      return a * b + c;
    default:
      return isBitOperation(op) ? applyBits(op, a, b) : Math.sqrt(a);
  }
}

/** Registers for all that the root needs, in the order in which a walk from the root first needs it. */
function number(nodes: readonly Node[], root: number): Program | undefined {
  const constants: number[] = [];
  const order: number[] = [];
  const seen = new Uint8Array(nodes.length);
  const walk = (id: number): void => {
    if (seen[id]) return;
    seen[id] = 1;
    for (const operand of nodes[id].operands) walk(operand);
    if (nodes[id].op === CONSTANT) constants.push(id);
    else if (nodes[id].op !== INPUT) order.push(id);
  };
  walk(root);
  const register = new Uint8Array(nodes.length);
  constants.forEach((id, i) => (register[id] = i + 1));
  order.forEach((id, i) => (register[id] = constants.length + 1 + i));
  const values = Float64Array.from(constants, (id) => nodes[id].value);
  if (!values.every(Number.isFinite)) return undefined;
  const column = (i: number): Uint8Array =>
    Uint8Array.from(order, (id) => register[nodes[id].operands[i]] ?? 0);
  return {
    ops: Uint8Array.from(order, (id) => nodes[id].op),
    a: column(0),
    b: column(1),
    c: column(2),
    constants: values,
    low: new Float64Array(values.length),
  };
}
