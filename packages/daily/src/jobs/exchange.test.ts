/** @file Exchanges: one process and PostgreSQL keep the same promises. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { memoryExchange, type Exchange } from "@working-papers/lab";
import { clonePrepared, serverUrl, temporaryDatabase } from "../testing/databases.ts";
import { openDatabase } from "../database/open.ts";
import { openExchange } from "./exchange.ts";

function promises(join: (topic: string) => Promise<Exchange>): void {
  test("a member hears the latest message of every other member of its topic, once, and never its own", async () => {
    const [a, b, c] = [await join("sin"), await join("sin"), await join("sin")];
    const elsewhere = await join("cos");
    await a.send({ n: 1 });
    await a.send({ n: 2 });
    await b.send(["text", null, 0.1]);
    await elsewhere.send("not for sin");
    expect(await c.receive()).toEqual(expect.arrayContaining([{ n: 2 }, ["text", null, 0.1]]));
    expect(await c.receive()).toEqual([]);
    expect(await a.receive()).toEqual([["text", null, 0.1]]);
    await a.send({ n: 3 });
    expect(await c.receive()).toEqual([{ n: 3 }]);
    for (const member of [a, b, c, elsewhere]) await member.close();
  });

  test("a message goes with its member", async () => {
    const [a, b] = [await join("exp"), await join("exp")];
    await a.send(1);
    await a.close();
    expect(await b.receive()).toEqual([]);
    await b.close();
  });
}

describe("in one process", () => {
  const open = memoryExchange();
  promises(async (topic) => open(topic));
});

describe.runIf(serverUrl)("over PostgreSQL", () => {
  let shared: Awaited<ReturnType<typeof temporaryDatabase>>;
  beforeAll(async () => void (shared = await temporaryDatabase()));
  afterAll(async () => {
    await shared.database.close();
    await shared.remove();
  });
  promises((topic) => openExchange(shared.database, topic));
});

test("an embedded database is refused with a sentence", async () => {
  const database = await openDatabase(await clonePrepared(), { migrate: false });
  await expect(openExchange(database, "x")).rejects.toThrow("needs PostgreSQL (DATABASE_URL)");
  await database.close();
});
