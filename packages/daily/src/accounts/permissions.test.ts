/** @file Who may do what, said once more and by hand. */
import { expect, test } from "vitest";
import type { Member } from "./member.ts";
import { demand, may, PERMISSIONS, type Action } from "./permissions.ts";
import { Forbidden, SignInNeeded } from "./refused.ts";

const someone: Member = {
  id: "m",
  name: "Ada",
  email: "ada@example.org",
  role: "member",
  created: new Date(0),
};
const editor: Member = { ...someone, id: "e", role: "editor" };
const actions = Object.keys(PERMISSIONS) as Action[];

test("a visitor may change nothing, and is told that signing in helps", () => {
  for (const action of actions) {
    expect(may(undefined, action, { isAuthor: true, isOwner: true }), action).toBe(false);
    expect(() => demand(undefined, action)).toThrow(SignInNeeded);
  }
});

/** By action: what a member may, what whose thing it is, what a paper's author, what an editor. */
test.each<[Action, string]>([
  ["vote", "member owner author editor"],
  ["vote.remove", "editor"],
  ["paper.submit", "member owner author editor"],
  ["paper.pick", "editor"],
  ["comment.write", "member owner author editor"],
  ["comment.edit", "owner"],
  ["comment.hide", "editor"],
  ["report.write", "member owner author editor"],
  ["report.decide", "editor"],
  ["authorship.claim", "member owner author editor"],
  ["authorship.decide", "editor"],
  ["verdict.reply", "author"],
  ["claim.propose", "member owner author editor"],
  ["proposal.decide", "editor"],
  ["account.manage", "owner"],
  ["admin.see", "editor"],
  ["mail.manage", "editor"],
  ["member.promote", "editor"],
  ["member.suspend", "editor"],
])("%s is for %s", (action, allowed) => {
  const cases = {
    member: may(someone, action),
    owner: may(someone, action, { isOwner: true }),
    author: may(someone, action, { isAuthor: true }),
    editor: may(editor, action),
  };
  const granted = Object.entries(cases).filter(([, yes]) => yes);
  expect(granted.map(([who]) => who).join(" ")).toBe(allowed);
});

test("who is suspended may still look after their own account, and nothing else", () => {
  const suspended = { ...someone, suspended: new Date(0) };
  const left = actions.filter((action) => may(suspended, action, { isAuthor: true, isOwner: true }));
  expect(left.toSorted()).toEqual(["account.manage", "personal.manage", "subscription.manage"]);
  expect(() => demand(suspended, "comment.write")).toThrow("suspended your account, so you cannot comment");
});

test("a refusal says who may", () => {
  expect(() => demand(undefined, "vote")).toThrow("Sign in first: members can vote.");
  expect(() => demand(someone, "comment.hide")).toThrow(
    new Forbidden("You cannot do this: editors can hide comments."),
  );
  expect(new Forbidden("").status).toBe(403);
  expect(new SignInNeeded().status).toBe(401);
});
