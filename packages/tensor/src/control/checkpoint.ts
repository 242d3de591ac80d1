/**
 * Rematerialisation: a function whose intermediates are not kept for the reverse pass but computed again there (Griewank, 1992; Chen et
 * al., 2016), as JAX's `checkpoint`. The call is one node that holds the function's graph. Its derivative is the same operator on the
 * derivative's graph, so it holds for every order.
 *
 * Two computations of one thing would be one again as soon as common subexpressions are shared, and nothing would keep the second from
 * running at once, beside the first. So what is computed again rests on `barrier(x, token)`, which is x but waits for the cotangent.
 */
import { pullBack, pushForward } from "../autodiff.ts";
import { Body, close, inline, nodesOf, substitute, type WithBodies } from "../graph.ts";
import { missing, namedIn } from "../interventions.ts";
import { definePrimitive, type Operator, type Tangent } from "../primitive.ts";
import { nextId, placeholder, type Tensor } from "../tensor.ts";
import { flatten, unflatten } from "../tree.ts";

const barrierOp = definePrimitive({
  name: "barrier",
  shape: ([x]) => x!,
  jvp: ([t]) => t!,
  // A reshape to a shape that only a run can know: the memory stays x's, and no optimisation can tell that the token does not matter.
  onnx(emit, [x, token], { inputs }) {
    const [{ shape }, { size }] = inputs as [Tensor, Tensor];
    if (size === 0) return emit.op("Identity", [x!]);
    const first = emit.op("Gather", [
      emit.op("Reshape", [token!, emit.ints([-1])]),
      emit.constant([0], "int64"),
    ]);
    const same = emit.ints(shape);
    return emit.op("Reshape", [x!, emit.op("Where", [emit.op("IsNaN", [first]), same, same])], {
      allowzero: shape.includes(0) ? 1 : 0,
    });
  },
});

/** The outputs of the body: the function's, then as many tensors that the reverse pass is given instead of computing them again. */
interface CheckpointParams extends WithBodies {
  readonly saved: readonly SavedTensor[];
}

/** Where in the body a saved tensor stands: as what was named, and as its named self. */
type SavedTensor = readonly Tensor[];

const checkpointOp: Operator<CheckpointParams> = definePrimitive<CheckpointParams>({
  name: "checkpoint",
  shape: (_, { bodies: [body] }) => body!.outputs,
  jvp(tangents, node, { bodies: [body], saved }) {
    const moving = body!.inputs.filter((_, i) => tangents[i]);
    const directions = moving.map(placeholder);
    const incoming = body!.inputs.map((x): Tangent => directions[moving.indexOf(x)] ?? null);
    const pushed = pushForward(body!.outputs, body!.inputs, incoming);
    const kept = saved.map(([x]) => placeholder(x!));
    const outputs = substitute(
      pushed.filter((t) => t !== null),
      new Map(saved.flatMap((places, i) => places.map((x) => [x, kept[i]!]))),
    );
    const inner = new Body([...body!.inputs, ...kept, ...directions], outputs);
    const values = node.outputs.slice(node.outputs.length - saved.length);
    const made = checkpointOp.all([...node.inputs, ...values, ...tangents.filter((t) => t !== null)], {
      bodies: [inner],
      saved: [],
    });
    let next = 0;
    return pushed.map((t) => t && made[next++]!);
  },
  transpose(cotangents, node, linear, { bodies: [body] }) {
    const given = body!.outputs.flatMap((x, i) => (cotangents[i] ? [placeholder(x)] : []));
    const fixed = body!.inputs.filter((_, i) => !linear[i]);
    const held = new Map(fixed.map((x) => [x, barrierOp([x, given[0]!], {})]));
    const outputs = substitute(body!.outputs, held).filter((_, i) => cotangents[i]);
    const wanted = body!.inputs.filter((_, i) => linear[i]);
    const pulled = pullBack(outputs, wanted, given);
    const operands = node.inputs.filter((_, i) => !linear[i]);
    const made = checkpointOp.all([...operands, ...cotangents.filter((ct) => ct !== null)], {
      bodies: [
        new Body(
          [...fixed, ...given],
          pulled.filter((ct) => ct !== null),
        ),
      ],
      saved: [],
    });
    let next = 0;
    return body!.inputs.map((x) => (pulled[wanted.indexOf(x)] ? made[next++]! : null));
  },
  lower: (inputs, { bodies: [body] }) => inline(body!, inputs),
});

export interface CheckpointOptions {
  /** Names (`name`) of intermediates that are kept for the reverse pass all the same, such as those that are dear to compute. */
  readonly save?: readonly string[];
}

/**
 * f, of which the reverse pass keeps the arguments alone (and what f closes over) and computes everything else again when it is needed: less
 * memory for about one more evaluation of f. Values and derivatives are those of f. Names inside are hidden from `capture`.
 * @throws TensorError if nothing inside has a name to save.
 */
export const checkpoint =
  <A extends readonly unknown[], R>(
    f: (...args: A) => R,
    { save = [] }: CheckpointOptions = {},
  ): ((...args: A) => R) =>
  (...args) => {
    const since = nextId();
    const [outputs, def] = flatten(f(...args));
    const names = namedIn(outputs, since);
    const all = [...outputs, ...save.map((label) => names.get(label) ?? missing(label, names))];
    const { body, operands } = close(all, [], nodesOf(all, since));
    const saved = body.outputs.slice(outputs.length).map((x): SavedTensor => [x, x.node!.inputs[0]!]);
    const made = checkpointOp.all(operands, { bodies: [body], saved });
    return unflatten<R>(def, made.slice(0, outputs.length));
  };
