/** TensorFlow.js on its WebAssembly or its plain JavaScript backend (the first argument), images with channels last as it has them. */
import { answer, integers, missing, name, noise, sizes } from "./protocol.js";

// The package's announcement of its Node binding goes to the console, which here is for answers.
const log = console.log;
console.log = console.warn = () => {};
const { default: tf } = await import("@tensorflow/tfjs");
const backend = process.argv[2];
if (backend === "wasm") await import("@tensorflow/tfjs-backend-wasm");
await tf.setBackend(backend);
await tf.ready();
console.log = log;

const { batch, features } = sizes;
const variables = [];
const variable = (shape, scale) => {
  const v = tf.variable(
    tf.tensor(
      noise(tf.util.sizeFromShape(shape)).map((x) => x * scale),
      shape,
    ),
  );
  variables.push(v);
  return v;
};
const constant = (n, value) => {
  const v = tf.variable(tf.zeros([n]).add(value));
  variables.push(v);
  return v;
};

const initLinear = (inputs, outputs) => ({
  w: variable([inputs, outputs], inputs ** -0.5),
  b: constant(outputs, 0),
});
const linear = ({ w, b }, x) => {
  const rows = tf.matMul(x.reshape([-1, x.shape.at(-1)]), w).add(b);
  return rows.reshape([...x.shape.slice(0, -1), w.shape[1]]);
};
const initNorm = (n) => ({ scale: constant(n, 1), bias: constant(n, 0) });
function normalize({ scale, bias }, x, axes) {
  const { mean, variance } = tf.moments(x, axes, true);
  return x
    .sub(mean)
    .mul(tf.rsqrt(variance.add(1e-5)))
    .mul(scale)
    .add(bias);
}
const initConv = (inputs, outputs, side) =>
  variable([side, side, inputs, outputs], (inputs * side * side) ** -0.5);
const gelu = (x) => x.mul(0.5).mul(tf.erf(x.mul(Math.SQRT1_2)).add(1));
const crossEntropy = (logits, y) => tf.mean(tf.neg(tf.sum(tf.logSoftmax(logits).mul(y), -1)));
const labels = (n, classes) => tf.oneHot(tf.tensor1d(integers(n, classes), "int32"), classes).toFloat();

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
  const parts = tf.split(linear(p.qkv, normalize(p.n1, x, -1)), 3, -1);
  const [q, k, v] = parts.map((y) => y.reshape([b, t, heads, d / heads]).transpose([0, 2, 1, 3]));
  const scores = tf.matMul(q.mul((d / heads) ** -0.5), k, false, true);
  const seen = tf.matMul(tf.softmax(mask ? scores.add(mask) : scores), v);
  const h = x.add(linear(p.out, seen.transpose([0, 2, 1, 3]).reshape([b, t, d])));
  return h.add(linear(p.down, gelu(linear(p.up, normalize(p.n2, h, -1)))));
}

const initResidual = (inputs, outputs) => ({
  c1: initConv(inputs, outputs, 3),
  n1: initNorm(outputs),
  c2: initConv(outputs, outputs, 3),
  n2: initNorm(outputs),
  ...(inputs !== outputs && { c3: initConv(inputs, outputs, 1), n3: initNorm(outputs) }),
});
function residual(p, x) {
  const stride = p.c3 ? 2 : 1;
  const normed = (norm, y, kernel, s) => normalize(norm, tf.conv2d(y, kernel, s, "same"), [0, 1, 2]);
  const inner = normed(p.n2, tf.relu(normed(p.n1, x, p.c1, stride)), p.c2, 1);
  return tf.relu(inner.add(p.c3 ? normed(p.n3, x, p.c3, stride) : x));
}

/** A batch, and the loss as a function of nothing. */
const workloads = {
  transformer() {
    const length = 24;
    const tokens = labels(batch * length, 16);
    const [tok, pos] = [variable([16, features], 0.02), variable([length, features], 0.02)];
    const blocks = [initBlock(features), initBlock(features)];
    const [norm, head] = [initNorm(features), variable([features, 16], features ** -0.5)];
    const never = Float32Array.from({ length: length ** 2 }, (_, i) =>
      i % length > Math.floor(i / length) ? -1e9 : 0,
    );
    const mask = tf.tensor(never, [length, length]);
    return () => {
      const start = tf.matMul(tokens, tok).reshape([batch, length, features]).add(pos);
      const h = blocks.reduce((x, b) => block(b, x, 8, mask), start);
      return crossEntropy(tf.matMul(normalize(norm, h, -1).reshape([-1, features]), head), tokens);
    };
  },
  mlp() {
    const [x, y] = [tf.tensor(noise(batch * 784), [batch, 784]), labels(batch, 10)];
    const [a, b, c] = [initLinear(784, 512), initLinear(512, 512), initLinear(512, 10)];
    return () => crossEntropy(linear(c, tf.relu(linear(b, tf.relu(linear(a, x))))), y);
  },
  lenet() {
    const [x, y] = [tf.tensor(noise(batch * 784), [batch, 28, 28, 1]), labels(batch, 10)];
    const [k1, b1, k2, b2] = [initConv(1, 6, 5), constant(6, 0), initConv(6, 16, 5), constant(16, 0)];
    const [d1, d2, d3] = [initLinear(400, 120), initLinear(120, 84), initLinear(84, 10)];
    return () => {
      const h = tf.maxPool(tf.relu(tf.conv2d(x, k1, 1, "same").add(b1)), 2, 2, "valid");
      const g = tf
        .maxPool(tf.relu(tf.conv2d(h, k2, 1, "valid").add(b2)), 2, 2, "valid")
        .reshape([batch, 400]);
      return crossEntropy(linear(d3, tf.relu(linear(d2, tf.relu(linear(d1, g))))), y);
    };
  },
  resnet() {
    const [x, y] = [tf.tensor(noise(batch * 3072), [batch, 32, 32, 3]), labels(batch, 10)];
    const [stem, norm, head] = [initConv(3, 16, 3), initNorm(16), initLinear(64, 10)];
    const blocks = [16, 16, 16, 32, 32, 32, 64, 64, 64].map((c, i) =>
      initResidual(i === 3 || i === 6 ? c / 2 : c, c),
    );
    return () => {
      const start = tf.relu(normalize(norm, tf.conv2d(x, stem, 1, "same"), [0, 1, 2]));
      return crossEntropy(
        linear(
          head,
          tf.mean(
            blocks.reduce((h, b) => residual(b, h), start),
            [1, 2],
          ),
        ),
        y,
      );
    };
  },
  vit() {
    const [x, y] = [tf.tensor(noise(batch * 3072), [batch, 32, 32, 3]), labels(batch, 10)];
    const [patches, bias, token] = [initConv(3, 192, 4), constant(192, 0), variable([1, 1, 192], 0.02)];
    const [positions, norm, head] = [variable([65, 192], 0.02), initNorm(192), initLinear(192, 10)];
    const blocks = Array.from({ length: 12 }, () => initBlock(192));
    return () => {
      const cells = tf.conv2d(x, patches, 4, "valid").add(bias).reshape([batch, 64, 192]);
      const start = tf.concat([tf.tile(token, [batch, 1, 1]), cells], 1).add(positions);
      const h = normalize(
        norm,
        blocks.reduce((z, b) => block(b, z, 3), start),
        -1,
      );
      return crossEntropy(linear(head, tf.slice(h, [0, 0, 0], [batch, 1, 192]).reshape([batch, 192])), y);
    };
  },
};
if (!workloads[name]) missing("this workload is not written for it");

const loss = workloads[name]();
const optimizer = tf.train.adam(1e-3);
const parameters = variables.reduce((n, v) => n + v.size, 0);
await answer(
  { version: `TensorFlow.js ${tf.version.tfjs}, ${backend} backend, one thread`, parameters },
  async () => {
    const value = optimizer.minimize(loss, true, variables);
    await value.data();
    value.dispose();
  },
);
