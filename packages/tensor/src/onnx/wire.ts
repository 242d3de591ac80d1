/**
 * Protocol buffers, as far as ONNX needs them: a schema is a table of fields, and one encoder and one decoder walk it.
 * Wire format: https://protobuf.dev/programming-guides/encoding. Fields that the schema does not know are kept as they came and written
 * again, so that a file that is read, edited and written loses nothing. Bytes are hostile until they are read: every length is
 * checked against what is left before anything is allocated for it.
 */

type Scalar = "int" | "float" | "double" | "string" | "bytes";

/** A field's number, its type (a scalar or the name of a message), and whether it repeats. */
export type Field = readonly [number: number, type: Scalar | (string & {}), repeated?: "repeated"];

export type Schema = Readonly<Record<string, Readonly<Record<string, Field>>>>;

/** What a message holds besides the schema's fields: tag and value of each, unread. */
const unread = Symbol("fields not in the schema");

type Message = Record<string | symbol, unknown>;

/** Messages inside messages: graphs within nodes within graphs. Deeper ones are an attack, not a model. */
const depthLimit = 64;

const text = { encode: new TextEncoder(), decode: new TextDecoder() };
const wireType = (type: string): number =>
  type === "int" ? 0 : type === "double" ? 1 : type === "float" ? 5 : 2;
const packable = (type: string): boolean => type === "int" || type === "float" || type === "double";

class Writer {
  private bytes = new Uint8Array(1 << 12);
  private view = new DataView(this.bytes.buffer);
  private length = 0;

  private reserve(n: number): void {
    if (this.length + n <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + n));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }

  varint(value: number | bigint): void {
    this.reserve(10);
    if (typeof value === "number" && value >= 0 && value < 2 ** 31) {
      for (; value > 127; value >>>= 7) this.bytes[this.length++] = (value & 127) | 128;
      this.bytes[this.length++] = value;
      return;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n) this.bytes[this.length++] = Number(rest & 127n) | 128;
    this.bytes[this.length++] = Number(rest);
  }

  float(value: number): void {
    this.reserve(4);
    this.view.setFloat32(this.length, value, true);
    this.length += 4;
  }

  double(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  bytesWithLength(value: Uint8Array): void {
    this.varint(value.length);
    this.raw(value);
  }

  raw(value: Uint8Array): void {
    this.reserve(value.length);
    this.bytes.set(value, this.length);
    this.length += value.length;
  }

  done(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}

/** Encodes `message` as the schema's message `type`. Absent and undefined fields are left out. */
export function encodeMessage(schema: Schema, type: string, message: object): Uint8Array {
  const writer = new Writer();
  const scalar = (kind: string, value: unknown): void => {
    if (kind === "int") writer.varint(value as number | bigint);
    else if (kind === "float") writer.float(value as number);
    else if (kind === "double") writer.double(value as number);
    else if (kind === "string") writer.bytesWithLength(text.encode.encode(value as string));
    else if (kind === "bytes") writer.bytesWithLength(value as Uint8Array);
    else writer.bytesWithLength(encodeMessage(schema, kind, value as object));
  };
  for (const [name, [number, kind, repeated]] of Object.entries(schema[type]!)) {
    const value = (message as Message)[name];
    if (value === undefined) continue;
    if (repeated && packable(kind)) {
      const list = value as readonly number[];
      if (list.length === 0) continue;
      const inner = new Writer();
      const write = { int: inner.varint, float: inner.float, double: inner.double }[
        kind as "int" | "float" | "double"
      ];
      for (const x of list) write.call(inner, x);
      writer.varint((number << 3) | 2);
      writer.bytesWithLength(inner.done());
      continue;
    }
    for (const x of repeated ? (value as readonly unknown[]) : [value]) {
      writer.varint((number << 3) | wireType(kind));
      scalar(kind, x);
    }
  }
  for (const field of ((message as Message)[unread] ?? []) as readonly Uint8Array[]) writer.raw(field);
  return writer.done();
}

/**
 * Decodes bytes as the schema's message `type`. Repeated fields are always present, as arrays. Integers are numbers where a number holds them, and
 * bigints where it does not.
 * @throws Error if the bytes end too early, or are not a message of this type.
 */
export function decodeMessage(schema: Schema, type: string, bytes: Uint8Array, depth = 0): Message {
  if (depth > depthLimit) throw new Error(`${type} messages inside each other more than ${depthLimit} deep`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields = new Map(Object.entries(schema[type]!).map(([name, field]) => [field[0], { name, field }]));
  const message: Message = {};
  for (const { name, field } of fields.values()) if (field[2]) message[name] = [];
  let at = 0;

  const advance = (n: number): number => {
    if (!(n <= bytes.length - at)) throw new Error(`truncated ${type} message`);
    at += n;
    return at - n;
  };
  const varint = (): number | bigint => {
    let low = 0;
    for (let i = 0; i < 7; i++) {
      const byte = bytes[advance(1)]!;
      low += (byte & 127) * 2 ** (7 * i);
      if (byte < 128) return low;
    }
    let result = BigInt(low);
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = bytes[advance(1)]!;
      result |= BigInt(byte & 127) << shift;
      if (byte < 128) {
        const value = BigInt.asIntN(64, result);
        return Number.isSafeInteger(Number(value)) ? Number(value) : value;
      }
    }
    throw new Error(`an integer of more than ten bytes in a ${type} message`);
  };
  const chunk = (): Uint8Array => {
    const length = Number(varint());
    if (length < 0) throw new Error(`a negative length in a ${type} message`);
    const start = advance(length);
    return bytes.subarray(start, at);
  };
  const scalar = (kind: string): unknown => {
    if (kind === "int") return varint();
    if (kind === "float") return view.getFloat32(advance(4), true);
    if (kind === "double") return view.getFloat64(advance(8), true);
    if (kind === "bytes") return chunk();
    if (kind === "string") return text.decode.decode(chunk());
    return decodeMessage(schema, kind, chunk(), depth + 1);
  };
  const skip = (wire: number): void => {
    if (wire === 0) varint();
    else if (wire === 1) advance(8);
    else if (wire === 2) chunk();
    else if (wire === 5) advance(4);
    else throw new Error(`wire type ${wire} in a ${type} message`);
  };

  while (at < bytes.length) {
    const begin = at;
    const tag = Number(varint());
    const [number, wire] = [Math.floor(tag / 8), tag & 7];
    if (number < 1 || tag >= 2 ** 32) throw new Error(`field number ${number} in a ${type} message`);
    const entry = fields.get(number);
    if (!entry) {
      skip(wire);
      ((message[unread] ??= []) as Uint8Array[]).push(bytes.subarray(begin, at));
      continue;
    }
    const { name, field } = entry;
    const [, kind, repeated] = field;
    if (repeated && wire === 2 && packable(kind)) {
      const list = message[name] as unknown[];
      const length = Number(varint());
      if (length < 0 || length > bytes.length - at) throw new Error(`truncated ${type} message`);
      const end = at + length;
      for (;;) {
        if (at >= end) break;
        list.push(scalar(kind));
      }
      if (at > end) throw new Error(`${name} of a ${type} message does not end where it should`);
    } else if (wire !== wireType(kind)) throw new Error(`${name} of a ${type} message has wire type ${wire}`);
    else if (repeated) (message[name] as unknown[]).push(scalar(kind));
    else message[name] = scalar(kind);
  }
  return message;
}
