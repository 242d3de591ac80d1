/** Why a test of the ONNX project does not pass, in words: what ONNX Runtime or a trace says, and what is known of single tests. */

const byTest: readonly (readonly [RegExp, string])[] = [
  [/bernoulli|training_dropout/, "random numbers that no seed gives"],
  [
    /resize_downsample_scales_(cubic|linear)_align_corners/,
    "the test divides by the new length before it is rounded, the specification by the one after",
  ],
  [
    /maxunpool_export_with_output_shape/,
    "the places are counted in the shape asked for by ONNX Runtime, in the smaller one by the test",
  ],
];

const byMessage: readonly (readonly [RegExp, string])[] = [
  [/preview\.training/, "optimizers of ai.onnx.preview.training"],
  [/element type 8 /, "text"],
  [/bfloat16|Unsupported data type: 16/, "bfloat16 as an input or output: no typed array holds it"],
  [/layout_ == 0/, "ONNX Runtime has no kernel with the batch first"],
  [/Could not find an implementation for (\w+)/, "ONNX Runtime has no kernel for this dtype"],
  [/^(NonMaxSuppression|Unique) .*no derivative/, "a shape that depends on values"],
  [/no derivative for this operator/, "no translation"],
  [/draws numbers that no seed gives/, "random numbers that no seed gives"],
  [/: (the reduction \w+|the form that Scan .*) \(at/, "no translation of $1"],
  [/not known/, "a shape that depends on values"],
];

export function reasonOf(test: string, message: string): string {
  const known = byTest.find(([pattern]) => pattern.test(test));
  if (known && message === "other numbers") return known[1];
  const said = byMessage.find(([pattern]) => pattern.test(message));
  if (said) return said[1].replace("$1", said[0].exec(message)![1] ?? "");
  if (/sequence|optional|_opt|_seq/.test(test)) return "sequences or optionals as inputs or outputs";
  return message.slice(0, 100);
}
