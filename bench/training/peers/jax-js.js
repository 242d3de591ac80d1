/**
 * jax-js on its WebAssembly backend, a step under `jit`. Its functions consume their arguments: `.ref` is one more use of a value.
 */
import { Worker } from "./web-worker.js";
import { answer, integers, missing, name, noise, sizes } from "./protocol.js";

globalThis.Worker = Worker;
Object.defineProperty(globalThis, "navigator", { value: { hardwareConcurrency: sizes.threads } });
const {
  blockUntilReady,
  defaultDevice,
  init,
  jit,
  lax,
  nn,
  numpy: np,
  tree,
  valueAndGrad,
} = await import("@jax-js/jax");
await init("wasm");
defaultDevice("wasm");

const { batch, features } = sizes;
const size = (shape) => shape.reduce((a, b) => a * b, 1);
const array = (shape, scale = 1) =>
  np.array(
    noise(size(shape)).map((v) => v * scale),
    { shape },
  );
const ones = (n) => np.array(new Float32Array(n).fill(1));
const zeros = (n) => np.array(new Float32Array(n));
const labels = (n, classes) => np.array(integers(n, classes));

const initLinear = (inputs, outputs) => ({ w: array([inputs, outputs], inputs ** -0.5), b: zeros(outputs) });
const linear = ({ w, b }, x) => np.matmul(x, w).add(b);
const initNorm = (n) => ({ scale: ones(n), bias: zeros(n) });
const initConv = (inputs, outputs, side) =>
  array([outputs, inputs, side, side], (inputs * side * side) ** -0.5);
const perChannel = (v) => v.reshape([-1, 1, 1]);

function normalize(x, axes) {
  const centred = x.ref.sub(np.mean(x, axes, { keepdims: true }));
  const variance = np.mean(np.square(centred.ref), axes, { keepdims: true });
  return centred.mul(np.reciprocal(np.sqrt(variance.add(1e-5))));
}
const layerNorm = ({ scale, bias }, x) => normalize(x, -1).mul(scale).add(bias);
const batchNorm = ({ scale, bias }, x) =>
  normalize(x, [0, 2, 3]).mul(perChannel(scale)).add(perChannel(bias));

const initBlock = (d) => ({
  n1: initNorm(d),
  qkv: initLinear(d, 3 * d),
  out: initLinear(d, d),
  n2: initNorm(d),
  up: initLinear(d, 4 * d),
  down: initLinear(4 * d, d),
});

function block(p, x, heads, mask) {
  const [b, t, d] = x.shape;
  const parts = np.split(linear(p.qkv, layerNorm(p.n1, x.ref)), 3, -1);
  const [q, k, v] = parts.map((y) => y.reshape([b, t, heads, d / heads]).transpose([0, 2, 1, 3]));
  const scores = np.matmul(q.mul((d / heads) ** -0.5), k.transpose([0, 1, 3, 2]));
  const seen = np.matmul(nn.softmax(mask ? scores.add(mask) : scores, -1), v);
  const h = x.add(linear(p.out, seen.transpose([0, 2, 1, 3]).reshape([b, t, d])));
  return h.ref.add(linear(p.down, nn.gelu(linear(p.up, layerNorm(p.n2, h)), { approximate: false })));
}

const crossEntropy = (logits, y) =>
  np.mean(np.sum(nn.logSoftmax(logits, -1).mul(nn.oneHot(y, 10)), -1)).mul(-1);

const conv = (x, w, stride, pad) =>
  lax.convGeneralDilated(
    x,
    w,
    [stride, stride],
    [
      [pad, pad],
      [pad, pad],
    ],
  );

const maxPool = (x) => {
  const [b, c, h, w] = x.shape;
  return np.max(x.reshape([b, c, h / 2, 2, w / 2, 2]), [3, 5]);
};

const initResidual = (inputs, outputs) => ({
  c1: initConv(inputs, outputs, 3),
  n1: initNorm(outputs),
  c2: initConv(outputs, outputs, 3),
  n2: initNorm(outputs),
  ...(inputs !== outputs && { c3: initConv(inputs, outputs, 1), n3: initNorm(outputs) }),
});

function residual(p, x) {
  const stride = p.c3 ? 2 : 1;
  const inner = batchNorm(p.n2, conv(nn.relu(batchNorm(p.n1, conv(x.ref, p.c1, stride, 1))), p.c2, 1, 1));
  return nn.relu(inner.add(p.c3 ? batchNorm(p.n3, conv(x, p.c3, stride, 0)) : x));
}

/** Parameters, loss of (parameters, inputs, targets), and a batch. */
const workloads = {
  transformer() {
    const [vocabulary, length] = [16, 24];
    const tokens = labels(batch * length, vocabulary).reshape([batch, length]);
    const never = Float32Array.from({ length: length ** 2 }, (_, i) =>
      i % length > Math.floor(i / length) ? -1e9 : 0,
    );
    return {
      params: {
        tok: array([vocabulary, features], 0.02),
        pos: array([length, features], 0.02),
        blocks: [initBlock(features), initBlock(features)],
        norm: initNorm(features),
        head: array([features, vocabulary], features ** -0.5),
      },
      loss(p, x, y) {
        const mask = np.array(never, { shape: [length, length] });
        let h = np.matmul(nn.oneHot(x, vocabulary), p.tok).add(p.pos);
        for (const each of p.blocks) h = block(each, h, 8, mask.ref);
        mask.dispose();
        const logits = np.matmul(layerNorm(p.norm, h), p.head);
        return np.mean(np.sum(nn.logSoftmax(logits, -1).mul(nn.oneHot(y, vocabulary)), -1)).mul(-1);
      },
      inputs: tokens.ref,
      targets: tokens,
    };
  },
  mlp: () => ({
    params: [initLinear(784, 512), initLinear(512, 512), initLinear(512, 10)],
    loss: ([a, b, c], x, y) => crossEntropy(linear(c, nn.relu(linear(b, nn.relu(linear(a, x))))), y),
    inputs: array([batch, 784]),
    targets: labels(batch, 10),
  }),
  lenet: () => ({
    params: {
      k1: initConv(1, 6, 5),
      b1: zeros(6),
      k2: initConv(6, 16, 5),
      b2: zeros(16),
      d1: initLinear(400, 120),
      d2: initLinear(120, 84),
      d3: initLinear(84, 10),
    },
    loss(p, x, y) {
      const h = maxPool(nn.relu(conv(x, p.k1, 1, 2).add(perChannel(p.b1))));
      const g = maxPool(nn.relu(conv(h, p.k2, 1, 0).add(perChannel(p.b2)))).reshape([batch, 400]);
      return crossEntropy(linear(p.d3, nn.relu(linear(p.d2, nn.relu(linear(p.d1, g))))), y);
    },
    inputs: array([batch, 1, 28, 28]),
    targets: labels(batch, 10),
  }),
  resnet: () => ({
    params: {
      stem: initConv(3, 16, 3),
      norm: initNorm(16),
      blocks: [16, 16, 16, 32, 32, 32, 64, 64, 64].map((c, i) =>
        initResidual(i === 3 || i === 6 ? c / 2 : c, c),
      ),
      head: initLinear(64, 10),
    },
    loss(p, x, y) {
      const stem = nn.relu(batchNorm(p.norm, conv(x, p.stem, 1, 1)));
      return crossEntropy(
        linear(
          p.head,
          np.mean(
            p.blocks.reduce((h, b) => residual(b, h), stem),
            [2, 3],
          ),
        ),
        y,
      );
    },
    inputs: array([batch, 3, 32, 32]),
    targets: labels(batch, 10),
  }),
  vit: () => ({
    params: {
      patches: initConv(3, 192, 4),
      bias: zeros(192),
      token: array([1, 1, 192], 0.02),
      positions: array([65, 192], 0.02),
      blocks: Array.from({ length: 12 }, () => initBlock(192)),
      norm: initNorm(192),
      head: initLinear(192, 10),
    },
    loss(p, x, y) {
      const cells = conv(x, p.patches, 4, 0)
        .add(perChannel(p.bias))
        .reshape([batch, 192, 64])
        .transpose([0, 2, 1]);
      const token = np.broadcastTo(p.token, [batch, 1, 192]);
      let h = np.concatenate([token, cells], 1).add(p.positions);
      for (const each of p.blocks) h = block(each, h, 3);
      return crossEntropy(linear(p.head, np.split(layerNorm(p.norm, h), [1], 1)[0].reshape([batch, 192])), y);
    },
    inputs: array([batch, 3, 32, 32]),
    targets: labels(batch, 10),
  }),
};
if (!workloads[name]) missing("this workload is not written for it");

const { params, loss, inputs, targets } = workloads[name]();
const like = (f) => tree.map(f, params);
let state = {
  p: params,
  m: like((x) => np.zeros(x.shape)),
  v: like((x) => np.zeros(x.shape)),
  t: np.array(0),
};
const parameters = tree.leaves(params).reduce((n, x) => n + size(x.shape), 0);

const step = jit(({ p, m, v, t }, x, y) => {
  const [value, g] = valueAndGrad(loss)(tree.ref(p), x, y);
  const time = t.add(1);
  const [c1, c2] = [0.9, 0.999].map((b) => np.reciprocal(np.power(b, time.ref).mul(-1).add(1)));
  const nextM = tree.map((a, b) => a.mul(0.9).add(b.mul(0.1)), m, tree.ref(g));
  const nextV = tree.map((a, b) => a.mul(0.999).add(np.square(b).mul(0.001)), v, g);
  const next = tree.map(
    (a, b, c) =>
      a.sub(
        b
          .mul(c1.ref)
          .mul(1e-3)
          .div(np.sqrt(c.mul(c2.ref)).add(1e-8)),
      ),
    p,
    tree.ref(nextM),
    tree.ref(nextV),
  );
  c1.dispose();
  c2.dispose();
  return [{ p: next, m: nextM, v: nextV, t: time }, value];
});

await answer({ version: `jax-js on WebAssembly, ${sizes.threads} workers`, parameters }, async () => {
  const [next, value] = step(state, inputs.ref, targets.ref);
  state = next;
  await blockUntilReady(state);
  await value.data();
});
