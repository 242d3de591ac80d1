/**
 * @file BERT's tokenizer, read from the `tokenizer.json` that sentence encoders come with.
 *
 * Text is normalised (control characters away, case and accents as the file says), cut at blanks and punctuation, and each word is split into the
 * longest pieces that the vocabulary knows, from the left (WordPiece: Schuster and Nakajima 2012; Devlin et al. 2018, section 3).
 */
import { z } from "zod";

const Normalizer = z.looseObject({
  type: z.literal("BertNormalizer"),
  clean_text: z.boolean().default(true),
  handle_chinese_chars: z.boolean().default(true),
  strip_accents: z.boolean().nullish(),
  lowercase: z.boolean().default(true),
});
const File = z.looseObject({
  normalizer: z
    .union([Normalizer, z.looseObject({ type: z.literal("Sequence"), normalizers: z.tuple([Normalizer]) })])
    .transform((one) => (one.type === "Sequence" ? one.normalizers[0] : one)),
  pre_tokenizer: z.looseObject({ type: z.literal("BertPreTokenizer") }),
  truncation: z.looseObject({ max_length: z.int().min(3) }).nullish(),
  model: z.looseObject({
    type: z.literal("WordPiece").optional(),
    vocab: z.record(z.string(), z.int().nonnegative()),
    unk_token: z.string().default("[UNK]"),
    continuing_subword_prefix: z.string().default("##"),
    max_input_chars_per_word: z.int().positive().default(100),
  }),
});

export interface Tokenizer {
  /** Numbers of the pieces, between those of [CLS] and [SEP]; at most so many as the file allows. */
  encode(text: string): number[];
  /** The number that fills up a batch. */
  pad: number;
}

/** Pieces of one text where the file does not say. */
const MOST_PIECES = 512;
/** Characters that are looked at: more than the pieces could cover. */
const MOST_CHARACTERS = 50_000;

/** @throws Error when the file is not a WordPiece tokenizer */
export function readTokenizer(json: string): Tokenizer {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Error("The tokenizer is not JSON.");
  }
  const parsed = File.safeParse(value);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0];
    throw new Error(
      `A WordPiece tokenizer.json as BERT's was expected; ${path.join(".") || "the file"}: ${message}.`,
    );
  }
  const { normalizer, truncation, model } = parsed.data;
  const vocabulary = new Map(Object.entries(model.vocab));
  const numberOf = (piece: string): number => {
    const number = vocabulary.get(piece);
    if (number === undefined) throw new Error(`The tokenizer's vocabulary has no ${piece}.`);
    return number;
  };
  const [begin, end, unknown] = ["[CLS]", "[SEP]", model.unk_token].map(numberOf);
  const most = (truncation?.max_length ?? MOST_PIECES) - 2;

  const piecesOf = (word: string): number[] => {
    const letters = [...word];
    if (letters.length > model.max_input_chars_per_word) return [unknown];
    const pieces: number[] = [];
    for (let from = 0; from < letters.length;) {
      let to = letters.length;
      let piece: number | undefined;
      for (; to > from; to--) {
        const prefix = from > 0 ? model.continuing_subword_prefix : "";
        piece = vocabulary.get(prefix + letters.slice(from, to).join(""));
        if (piece !== undefined) break;
      }
      if (piece === undefined) return [unknown];
      pieces.push(piece);
      from = to;
    }
    return pieces;
  };

  return {
    pad: vocabulary.get("[PAD]") ?? 0,
    encode(text) {
      const pieces: number[] = [];
      for (const word of words(normalise(text.slice(0, MOST_CHARACTERS), normalizer))) {
        pieces.push(...piecesOf(word));
        if (pieces.length >= most) break;
      }
      return [begin, ...pieces.slice(0, most), end];
    },
  };
}

function normalise(text: string, options: z.output<typeof Normalizer>): string {
  let done = text;
  if (options.clean_text)
    done = done.replace(/[\0\ufffd]|(?![\t\n\r])\p{C}/gu, "").replace(/[\t\n\r\p{Zs}]/gu, " ");
  if (options.handle_chinese_chars) done = done.replace(/\p{Script=Han}/gu, " $& ");
  // Accents go with the capitals unless the file says otherwise.
  if (options.strip_accents ?? options.lowercase) done = done.normalize("NFD").replace(/\p{Mn}/gu, "");
  return options.lowercase ? done.toLowerCase() : done;
}

/** Cut at blanks; each punctuation mark is a word of its own, ASCII's symbols among them. */
function words(text: string): string[] {
  return text.match(/[\p{P}$+<=>^`|~]|[^\s\p{P}$+<=>^`|~]+/gu) ?? [];
}
