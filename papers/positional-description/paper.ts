/**
 * @file The record of "Positional description matters for transformers arithmetic" and its claims.
 *
 * The paper trains models of about 100 million parameters on a few hundred thousand samples. Here the same formats and
 * position schemes are compared on models 20 to 50 times smaller and on shorter numbers. The paper publishes no code;
 * details that only its reviews mention are marked as recalled.
 */
import { definePaper } from "@working-papers/lab";

const multiplication =
  "factors of at most 3 to 5 digits instead of 15 and 2 to 5 million parameters instead of 100 million; 300,000 samples as in the paper";
const addition =
  "training up to 5 digits (10 in the longer run) and 2 to 3 million parameters instead of 100 million; 120,000 samples as in the paper";
const study =
  "the system of this paper: number formats and position schemes for digit transformers trained on packages/tensor";

export default definePaper({
  slug: "positional-description",
  arxiv: "2311.14737",
  title: "Positional Description Matters for Transformers Arithmetic",
  authors: ["Ruoqi Shen", "Sébastien Bubeck", "Ronen Eldan", "Yin Tat Lee", "Yuanzhi Li", "Yi Zhang"],
  date: "2023-11-22",
  listed: "2026-09-10",
  categories: ["cs.CL", "cs.AI", "cs.LG"],
  summary:
    "Transformers that learn arithmetic on short numbers lean on absolute positions and therefore fail on longer ones. The paper changes either the format of the task (padding, reversed products, random spaces, a recursive scratchpad) or the position scheme (none, or random tags for tokens). With this a model of 100 million parameters multiplies 15-digit numbers directly, extends addition from 10 to 12 digits, and adds inside sentences.",
  system:
    "Position schemes and data formats for arithmetic, combined freely and tested on numbers longer than those in training.",
  claims: [
    {
      id: "B1",
      statement:
        "Trained in the usual format a model fails at four-digit multiplication; with padded factors and a reversed product it succeeds.",
      place: "abstract; section on multiplication",
      reported: { text: "usual training fails at 4 digits" },
      scale: "reduced",
      scaleNote: multiplication,
      needs: study,
    },
    {
      id: "B2",
      statement:
        "A model of 100 million parameters trained on 300,000 samples multiplies 15-digit numbers without a scratchpad, nearly without error up to 12 digits.",
      place: "abstract",
      reported: { text: "15 digits, essentially perfect up to 12", value: 12, unit: "digits" },
      scale: "out of reach",
      scaleNote:
        "needs about 10 PFLOP per epoch, some 13 hours on this class of machine, for a number of epochs that is not published; accuracy at 2 to 5 digits is shown instead",
      needs: "an accelerator and the paper's number of epochs",
    },
    {
      id: "B3",
      statement: "Padding to more digits than occur in training does not make the model extrapolate.",
      place: "a reading of the results in a public review of the paper",
      recalled: true,
      reported: { text: "the 15-digit model does not reach 20 digits" },
      scale: "reduced",
      scaleNote: `${multiplication}; trained up to 4 digits, padded to 6`,
      needs: study,
    },
    {
      id: "B4",
      statement: "In the usual format a model that adds numbers of up to ten digits fails on longer ones.",
      place: "abstract",
      reported: { text: "no extrapolation" },
      scale: "reduced",
      scaleNote: addition,
      needs: study,
    },
    {
      id: "B5",
      statement:
        "Changed formats let a model that was trained on addition up to 10 digits add 12-digit numbers.",
      place: "abstract; random spaces",
      reported: { text: "10 digits in training, 12 in the test", value: 12, unit: "digits" },
      scale: "reduced",
      scaleNote: addition,
      needs: study,
    },
    {
      id: "B6",
      statement:
        "A scratchpad that restates the rest of the problem at every column extends to longer additions better than the basic format.",
      place: "section on length extrapolation",
      recalled: true,
      reported: { text: "recursive scratchpad ahead of the basic format" },
      scale: "reduced",
      scaleNote: `${addition}; the layout of the scratchpad is reconstructed from one published example`,
      needs: study,
    },
    {
      id: "B7",
      statement:
        "Trained from scratch, a model without positions does not extrapolate in addition or reversal, and one with random token tags does.",
      place: "section on position schemes",
      recalled: true,
      reported: { text: "no positions: only when pre-trained; random tags: yes" },
      scale: "reduced",
      scaleNote: `${addition}; the formula of the random tags is reconstructed, in two variants`,
      needs: study,
    },
    {
      id: "B8",
      statement:
        "Mixing bare sums with sums in sentences helps the sentences only when positions are absent or randomised.",
      place: "section on addition in natural language",
      recalled: true,
      reported: { text: "almost perfect up to 5 digits, against 3 in usual training" },
      scale: "reduced",
      scaleNote: `${addition}; templated dialogues of 3 to 4 digits`,
      needs: study,
    },
    {
      id: "B9",
      statement:
        "Position schemes that mark a digit's place in its number (abacus, coupled positions) extend addition by two digits where rotary and ALiBi positions do not.",
      place: "not in the paper; a comparison that its public reviews asked for",
      origin: "ours",
      reported: {
        text: "expected: at least 80 % two digits beyond training for abacus or coupled positions",
        value: 80,
        unit: "%",
      },
      scale: "reduced",
      scaleNote: addition,
      needs: study,
    },
  ],
});
