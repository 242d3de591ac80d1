import { expect, test } from "vitest";
import { addressOf, costOf, networkOf, requestLimits, tooMany } from "./limits.ts";

test("an address may ask for a minute's worth at once, and then waits", () => {
  const limits = requestLimits(60);
  for (let i = 0; i < 60; i++) expect(limits.take("192.0.2.1", 1, 0)).toBeUndefined();
  expect(limits.take("192.0.2.1", 1, 0)).toBe(1);
  expect(limits.take("192.0.2.1", 4, 0)).toBe(4);
  expect(limits.take("192.0.2.2", 1, 0)).toBeUndefined();
  expect(limits.take("192.0.2.1", 1, 1_000)).toBeUndefined();
  expect(limits.take("192.0.2.1", 60, 10_000_000)).toBeUndefined();
});

test("zero is no limit", () => {
  const limits = requestLimits(0);
  for (let i = 0; i < 1_000; i++) expect(limits.take("192.0.2.1", 5, 0)).toBeUndefined();
});

test.each([
  ["192.0.2.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["2001:db8:0:1::5", "2001:db8:0:1::/64"],
  ["2001:0db8:0000:0001:ffff:0:0:9", "2001:db8:0:1::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
])("%s counts as %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

const missing = (): string => {
  throw new Error("Address header was specified but is absent from request");
};

test("who comes without the header of the proxy is the other end of the connection", () => {
  const platform = { req: { socket: { remoteAddress: "127.0.0.1" } } } as App.Platform;
  expect(addressOf({ getClientAddress: () => "192.0.2.1", platform })).toBe("192.0.2.1");
  expect(addressOf({ getClientAddress: missing, platform })).toBe("127.0.0.1");
  expect(addressOf({ getClientAddress: missing, platform: undefined })).toBe("");
});

test("what works the server more costs more", () => {
  expect(costOf({ method: "GET", pathname: "/" })).toBe(1);
  expect(costOf({ method: "GET", pathname: "/search" })).toBe(4);
  expect(costOf({ method: "GET", pathname: "/subscribe/preview" })).toBe(10);
  expect(costOf({ method: "POST", pathname: "/theme" })).toBe(5);
});

test("a program is told so in a problem document", async () => {
  const answer = tooMany(3, "/api/daily_papers");
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "3"]);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(await answer.json()).toMatchObject({
    status: 429,
    detail: expect.stringMatching(/^Too many requests .* 3 seconds\.$/),
  });
});
