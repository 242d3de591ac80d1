/**
 * @file Tokens of sessions stand in the database as hashes: who reads the table cannot be anybody.
 *
 * better-auth keeps them as they are. This stands between it and its adapter: tokens are hashed on the way to the database, and what comes back has the
 * token that was asked for.
 */
import { createHash } from "node:crypto";
import type { DBAdapter } from "better-auth";

type Adapter = Omit<DBAdapter, "transaction"> & Partial<Pick<DBAdapter, "transaction">>;
interface Condition {
  field: string;
  value: unknown;
}

export function hashedSessions<Inner extends Adapter>(inner: Inner): Inner {
  const { transaction } = inner;
  return {
    ...inner,
    async create(given: Parameters<Inner["create"]>[0]) {
      const { token } = given.data as { token?: unknown };
      if (given.model !== "session" || typeof token !== "string") return inner.create(given);
      const made = await inner.create({ ...given, data: { ...given.data, token: hashed(token) } });
      return { ...(made as object), token };
    },
    async findOne(given: Parameters<Inner["findOne"]>[0]) {
      return told(given, await inner.findOne(hiding(given)));
    },
    findMany: (given: Parameters<Inner["findMany"]>[0]) => inner.findMany(hiding(given)),
    count: (given: Parameters<Inner["count"]>[0]) => inner.count(hiding(given)),
    async update(given: Parameters<Inner["update"]>[0]) {
      return told(given, await inner.update(hiding(given)));
    },
    updateMany: (given: Parameters<Inner["updateMany"]>[0]) => inner.updateMany(hiding(given)),
    delete: (given: Parameters<Inner["delete"]>[0]) => inner.delete(hiding(given)),
    deleteMany: (given: Parameters<Inner["deleteMany"]>[0]) => inner.deleteMany(hiding(given)),
    ...(transaction && {
      transaction: (work: Parameters<NonNullable<Inner["transaction"]>>[0]) =>
        transaction((tx) => work(hashedSessions(tx as Inner) as never)),
    }),
  };
}

interface Asked {
  model: string;
  where?: Condition[];
}

/** The question with hashes in place of tokens. */
function hiding<Given extends Asked>(given: Given): Given {
  if (given.model !== "session" || !given.where) return given;
  const where = given.where.map((condition) =>
    condition.field === "token"
      ? {
          ...condition,
          value: Array.isArray(condition.value)
            ? condition.value.map((one) => hashed(String(one)))
            : hashed(String(condition.value)),
        }
      : condition,
  );
  return { ...given, where };
}

/** The answer with the token that was asked for in place of the hash. */
function told<Answer>(given: Asked, answer: Answer): Answer {
  if (given.model !== "session" || !answer) return answer;
  const token = given.where?.find(({ field }) => field === "token")?.value;
  return typeof token === "string" ? { ...answer, token } : answer;
}

export function hashed(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
