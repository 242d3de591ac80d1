/**
 * Protocol buffers, as far as ONNX needs them: a schema is a table of fields, and one encoder and one decoder walk it.
 * Wire format: https://protobuf.dev/programming-guides/encoding. Unknown fields are skipped when reading.
 */

type Scalar = "int" | "float" | "double" | "string" | "bytes";

/** A field's number, its type (a scalar or the name of a message), and whether it repeats. */
export type Field = readonly [number: number, type: Scalar | (string & {}), repeated?: "repeated"];

export type Schema = Readonly<Record<string, Readonly<Record<string, Field>>>>;

type Message = Record<string, unknown>;

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
  return writer.done();
}

/** Decodes bytes as the schema's message `type`. Repeated fields are always present, as arrays. */
export function decodeMessage(schema: Schema, type: string, bytes: Uint8Array): Message {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields = new Map(Object.entries(schema[type]!).map(([name, field]) => [field[0], { name, field }]));
  const message: Message = {};
  for (const { name, field } of fields.values()) if (field[2]) message[name] = [];
  let at = 0;

  const varint = (): bigint => {
    let result = 0n;
    for (let shift = 0n; ; shift += 7n) {
      if (at >= bytes.length) throw new Error(`truncated ${type} message`);
      const byte = bytes[at++]!;
      result |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asIntN(64, result);
    }
  };
  const chunk = (): Uint8Array => {
    const length = Number(varint());
    if (at + length > bytes.length) throw new Error(`truncated ${type} message`);
    at += length;
    return bytes.subarray(at - length, at);
  };
  const scalar = (kind: string): unknown => {
    if (kind === "int") return Number(varint());
    if (kind === "float") return ((at += 4), view.getFloat32(at - 4, true));
    if (kind === "double") return ((at += 8), view.getFloat64(at - 8, true));
    if (kind === "bytes") return chunk();
    if (kind === "string") return text.decode.decode(chunk());
    return decodeMessage(schema, kind, chunk());
  };
  const skip = (wire: number): void => {
    if (wire === 0) varint();
    else if (wire === 1) at += 8;
    else if (wire === 2) chunk();
    else if (wire === 5) at += 4;
    else throw new Error(`wire type ${wire} in a ${type} message`);
  };

  while (at < bytes.length) {
    const tag = Number(varint());
    const [number, wire] = [tag >> 3, tag & 7];
    const entry = fields.get(number);
    if (!entry) {
      skip(wire);
      continue;
    }
    const { name, field } = entry;
    const [, kind, repeated] = field;
    if (!repeated) message[name] = scalar(kind);
    else if (wire === 2 && packable(kind)) {
      const list = message[name] as unknown[];
      const end = Number(varint()) + at;
      for (;;) {
        if (at >= end) break;
        list.push(scalar(kind));
      }
    } else (message[name] as unknown[]).push(scalar(kind));
  }
  return message;
}
