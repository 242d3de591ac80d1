/** @file Types of columns that Drizzle does not bring, and moments as all tables have them. */
import { customType, timestamp } from "drizzle-orm/pg-core";

/** Bytes. node-postgres answers with a Buffer, PGlite with a Uint8Array; callers see the latter. */
export const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => "bytea",
  toDriver: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  fromDriver: (bytes) => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
});
export const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
