import { expect, test } from "vitest";
import { databaseAddress } from "./address.ts";

test("a server comes before a folder, and a folder before the one in the repository", () => {
  const url = "postgres://papers@db.example/papers";
  expect(databaseAddress("/srv/papers", { DATABASE_URL: url, DATA_DIR: "/data" })).toBe(url);
  expect(databaseAddress("/srv/papers", { DATA_DIR: "/data" })).toBe("/data");
  expect(databaseAddress("/srv/papers", { DATA_DIR: "", DATABASE_URL: "" })).toBe("/srv/papers/data");
});

test("another server's address is refused before anything is opened", () => {
  expect(() => databaseAddress("/srv/papers", { DATABASE_URL: "mysql://db" })).toThrow(
    "DATABASE_URL must begin with postgres://",
  );
});
