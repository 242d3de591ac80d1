/**
 * @file The record of "Mixed precision training of CNNs using integer operations" and its claims.
 *
 * Format, arithmetic rules, overflow bounds and the speed ratio of the kernels can be judged on any machine; ImageNet
 * accuracies and the original chip cannot. Where the paper's body was not read, its authors' published code is the
 * source, and the claim is marked as recalled.
 */
import { definePaper } from "@working-papers/lab";

const format = "the system of this paper: dynamic fixed point tensors from packages/arithmetic";
const kernels = "the INT16 and FP32 matrix kernels of packages/arithmetic in WebAssembly SIMD";
const training =
  "the system of this paper: convolutional networks trained with INT16 kernels beside the same networks in FP32";
const small =
  "networks of 0.1 to 1 million parameters on images of 28² to 32² pixels instead of ResNet-50, GoogLeNet, VGG-16 and AlexNet on ImageNet (less than 1e-5 of the arithmetic)";

export default definePaper({
  slug: "int16-training",
  arxiv: "1802.00930",
  title: "Mixed Precision Training of Convolutional Neural Networks using Integer Operations",
  authors: [
    "Dipankar Das",
    "Naveen Mellempudi",
    "Dheevatsa Mudigere",
    "Dhiraj Kalamkar",
    "Sasikanth Avancha",
    "Kunal Banerjee",
    "Srinivas Sridharan",
    "Karthik Vaidyanathan",
    "Bharat Kaul",
    "Evangelos Georganas",
    "Alexander Heinecke",
    "Pradeep Dubey",
    "Jesus Corbal",
    "Nikita Shustrov",
    "Roma Dubtsov",
    "Evarist Fomenko",
    "Vadim Pirogov",
  ],
  date: "2018-02-03",
  listed: "2026-09-10",
  categories: ["cs.NE"],
  summary:
    "Convolutional networks are trained with 16-bit integers: each tensor has one shared exponent (dynamic fixed point), pairs of INT16 products are summed in INT32, and sums are moved to FP32 before they can overflow. With hyper-parameters and iteration counts unchanged, ResNet-50, GoogLeNet-v1, VGG-16 and AlexNet are reported to reach or exceed FP32 accuracy on ImageNet at 1.8 times the training throughput.",
  system:
    "Trains convolutional networks in dynamic fixed point with INT16 kernels that provably do not overflow.",
  claims: [
    {
      id: "DFP-1",
      statement:
        "With the shared exponent set to the exponent of the largest element minus P − 2, every element fits into P bits and is off by at most half a step.",
      place: "definition of dynamic fixed point",
      recalled: true,
      reported: { text: "E = e_max − (P − 2)" },
      scale: "full",
      needs: format,
    },
    {
      id: "DFP-2",
      statement: "Products of two dynamic fixed point numbers are exact in INT32, and their exponents add.",
      place: "arithmetic rules",
      recalled: true,
      reported: { text: "exact, E = E_a + E_b" },
      scale: "full",
      needs: format,
    },
    {
      id: "DFP-3",
      statement:
        "INT32 results return to INT16 by a shift found from the leading zeros of the largest result, with an error of at most half a step.",
      place: "arithmetic rules, down-conversion",
      recalled: true,
      reported: { text: "the smallest shift with which everything fits" },
      scale: "full",
      needs: format,
    },
    {
      id: "DFP-4",
      statement:
        "Giving up bits of headroom and moving partial sums to FP32 after a bounded number of steps rules out overflow of the INT32 accumulator.",
      place: "abstract; section on the convolution kernel",
      reported: { text: "overflow of the INT32 accumulator is handled" },
      scale: "full",
      needs: kernels,
    },
    {
      id: "DFP-5",
      statement:
        "An INT16 matrix kernel that spills to FP32 runs at about 1.8 times the speed of an FP32 kernel.",
      place: "abstract (end to end); peak of the chip in third-party reports",
      origin: "implied",
      reported: { text: "1.8×, of a peak ratio of 2.0×", value: 1.8, unit: "×" },
      scale: "reduced",
      scaleNote:
        "128-bit WebAssembly SIMD without fused multiply-add instead of 512-bit instructions of Knights Mill; only the ratio is compared",
      needs: kernels,
    },
    {
      id: "DFP-5b",
      statement:
        "Against an FP32 kernel with fused multiply-add the INT16 kernel keeps a factor of 1.4 to 1.9.",
      place: "not in the paper",
      origin: "ours",
      reported: { text: "expected: 1.4 to 1.9×" },
      scale: "reduced",
      scaleNote:
        "128-bit WebAssembly relaxed SIMD instead of 512-bit instructions of Knights Mill; only the ratio is compared",
      needs: kernels,
    },
    {
      id: "DFP-6",
      statement: "Training throughput from end to end is 1.8 times that of FP32.",
      place: "abstract",
      reported: { text: "1.8×", value: 1.8, unit: "×" },
      scale: "reduced",
      scaleNote:
        "a residual network of 8 layers on 32² images in WebAssembly instead of ResNet-50 on Knights Mill; only the ratio is compared",
      needs: training,
    },
    {
      id: "DFP-7",
      statement:
        "Gradients in dynamic fixed point follow those of FP32; their error doubles with every bit given up.",
      place: "accuracy of training, by implication",
      origin: "implied",
      reported: { text: "no change of hyper-parameters is needed" },
      scale: "reduced",
      scaleNote: small,
      needs: training,
    },
    {
      id: "DFP-8",
      statement:
        "Networks trained in dynamic fixed point are as accurate as in FP32 after the same number of iterations with the same hyper-parameters.",
      place: "abstract",
      reported: { text: "accuracy reaches or exceeds FP32 for ResNet-50, GoogLeNet-v1, VGG-16 and AlexNet" },
      scale: "reduced",
      scaleNote: small,
      needs: training,
    },
    {
      id: "DFP-9",
      statement:
        "With four magnitude bits instead of thirteen the same training loses accuracy, so the comparison can fail.",
      place: "not in the paper; a control",
      origin: "ours",
      reported: { text: "expected: a visible gap of the loss at 4 bits" },
      scale: "reduced",
      scaleNote: small,
      needs: training,
    },
    {
      id: "DFP-10",
      statement:
        "The relative error of a matrix product with 1,024 Gaussian terms is 1, 2 and 4·10⁻⁴ with 15, 14 and 13 magnitude bits.",
      place: "not in the paper; follows from its format",
      origin: "ours",
      reported: { text: "expected: 1.0e-4, 2.0e-4, 4.0e-4" },
      scale: "full",
      needs: format,
    },
    {
      id: "DFP-11",
      statement:
        "Finding exponents and quantising costs at most 5 % of a training step of a network of 3×3 convolutions.",
      place: "not in the paper; part of its throughput",
      origin: "ours",
      reported: { text: "expected: at most 5 % of the step, 0.5 ns per element", value: 5, unit: "%" },
      scale: "reduced",
      scaleNote: small,
      needs: training,
    },
    {
      id: "DFP-12",
      statement:
        "Bounding partial sums by the norm of the weights allows chains at least four times longer than the worst case, without overflow.",
      place: "not in the paper",
      origin: "ours",
      reported: { text: "expected: at least 4 times, no overflow", value: 4, unit: "×" },
      scale: "reduced",
      scaleNote: small,
      needs: `${kernels}, with a checked mode, and trained weights`,
    },
    {
      id: "DFP-13",
      statement:
        "Training gives bit-identical weights with one worker and with two, and on different machines.",
      place: "not in the paper",
      origin: "ours",
      reported: { text: "expected: identical hashes of the weights after 200 steps" },
      scale: "full",
      needs: training,
    },
  ],
});
