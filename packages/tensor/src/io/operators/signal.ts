/** Fourier transforms and the windows that go with them. */
import { dtypeOfCode } from "../../dtype.ts";
import * as t from "../../ops/index.ts";
import { normalizeAxis, range } from "../../shape.ts";
import { tensor, type Tensor } from "../../tensor.ts";
import type { Call, Translation, Translations } from "./call.ts";

/** x cut or lengthened with zeros to n places of an axis. */
function resized(x: Tensor, axis: number, n: number): Tensor {
  const length = x.shape[axis]!;
  if (n <= length) return t.sliceAxis(x, axis, 0, n);
  return t.pad(
    x,
    x.shape.map((_, a): [number, number] => [0, a === axis ? n - length : 0]),
  );
}

/** The last axis holds a real part, or a real and an imaginary one. */
const asComplex = (x: Tensor): Tensor =>
  x.shape.at(-1) === 2
    ? x
    : t.pad(
        x,
        x.shape.map((_, a): [number, number] => [0, a === x.rank - 1 ? 1 : 0]),
      );

function dft(call: Call): Tensor {
  const { input, maybeKnown, int, opset } = call;
  const x = input(0);
  const axis = normalizeAxis(opset >= 20 ? (maybeKnown(2)?.[0] ?? -2) : int("axis", 1), x.rank);
  const n = maybeKnown(1)?.[0] ?? x.shape[axis]!;
  const inverse = int("inverse", 0) === 1;
  const onesided = int("onesided", 0) === 1;
  if (inverse && onesided) {
    const spectrum = t.irfft(asComplex(x), { axis: axis, n: maybeKnown(1)?.[0] ?? 2 * (x.shape[axis]! - 1) });
    return t.expandDims(spectrum, -1);
  }
  const z = resized(asComplex(x), axis, n);
  if (inverse) return t.ifft(z, axis);
  const spectrum = t.fft(z, axis);
  return onesided ? t.sliceAxis(spectrum, axis, 0, Math.floor(n / 2) + 1) : spectrum;
}

/** Transforms of frames that follow each other by a step: [batch, length, 1] -> [batch, frames, frequencies, 2]. */
function stft({ input, optional, known, maybeKnown, int }: Call): Tensor {
  const x = input(0);
  const step = known(1)[0]!;
  const window = optional(2);
  const length = maybeKnown(3)?.[0] ?? window?.shape[0];
  if (length === undefined) throw new Error("needs a window or a length");
  const frames = Math.floor((x.shape[1]! - length) / step) + 1;
  const places = t.add(t.reshape(t.arange(frames, { step }), [frames, 1]), t.arange(length));
  const framed = t.take(x, places, 1);
  const shaped = window ? t.mul(framed, t.reshape(window, [window.size, 1])) : framed;
  const spectrum = t.fft(asComplex(shaped), 2);
  return int("onesided", 1) === 1 ? t.sliceAxis(spectrum, 2, 0, Math.floor(length / 2) + 1) : spectrum;
}

/** Sums of cosines: a0 - a1 cos(2 pi n / N) + a2 cos(4 pi n / N), with N one less where the window is symmetric. */
const cosineWindow =
  (...coefficients: readonly number[]): Translation =>
  ({ known, int }) => {
    const size = known(0)[0]!;
    const n = int("periodic", 1) === 1 ? size : size - 1;
    const values = range(size).map((i) =>
      coefficients.reduce((sum, a, k) => sum + (k % 2 ? -a : a) * Math.cos((2 * Math.PI * k * i) / n), 0),
    );
    return tensor(values, { dtype: dtypeOfCode(int("output_datatype", 1)) });
  };

export const signals: Translations = {
  BlackmanWindow: cosineWindow(0.42, 0.5, 0.08),
  DFT: dft,
  HammingWindow: cosineWindow(25 / 46, 21 / 46),
  HannWindow: cosineWindow(0.5, 0.5),
  STFT: stft,
};
