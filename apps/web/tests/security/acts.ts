/**
 * @file Every act that the site can be asked for, with who may: by a line of `PERMISSIONS`, or for what asks none, in words. A request of each, as its form sends it.
 */
import type { Action, Relation } from "@working-papers/daily";
import { CLAIM, experiments, paper, type Actor, type Stage } from "./stage.ts";

export interface Act {
  /** As `endpoints.ts` finds it. */
  endpoint: string;
  /**
   * A permission; or `members`: whoever is signed in; or `writers`: of them who is not suspended; or `token`: whoever has one, and nothing happens with one that is made up; or `everybody`: asking changes
   * nothing that is anybody's.
   */
  needs: Action | "members" | "writers" | "token" | "everybody";
  /** What an actor is to the thing that the request is about. */
  relation: Partial<Record<Actor, Relation>>;
  path: string;
  fields: Record<string, string> | ((who: Actor) => Record<string, string>);
  /** Sent as JSON. */
  json: boolean;
  /** What it answers to who may, the first of them; 303 unless said otherwise. */
  answers: readonly number[];
  /** What it answers to others who may, when it is done already. */
  again: readonly number[];
}

type Rest = Partial<Omit<Act, "endpoint" | "needs">>;

export function acts({ things }: Pick<Stage, "things">): Act[] {
  const all: Act[] = [];
  const add = (endpoint: string, needs: Act["needs"], rest: Rest = {}): void => {
    const [route, action] = endpoint.split(" ");
    const path = action.startsWith("?/") && action !== "?/default" ? `${route}${action}` : route;
    all.push({
      endpoint,
      needs,
      relation: {},
      path,
      fields: {},
      json: false,
      answers: [303],
      again: [303],
      ...rest,
    });
  };
  /** Of a thing of the owner's. */
  const theirs = { owner: { isOwner: true } } as const;
  /** Of one's own account, whoever one is. */
  const self = Object.fromEntries(
    ["member", "owner", "author", "editor", "suspended"].map((who) => [who, { isOwner: true }]),
  );
  const about = `paper=${paper.arxiv}`;
  const reason = "It is said here, in a sentence.";
  const done = [303, 404, 409, 410] as const;
  const gone = [400, 404, 410] as const;

  // Votes and lists.
  add("/vote POST", "vote", { fields: { paper: "2608.00013", vote: "up", back: "/" } });
  add("/pick POST", "paper.pick", { fields: { paper: "2608.00014", why: reason, back: "/" } });
  const own: Partial<Record<Actor, string>> = {
    member: "2608.00015",
    owner: "2608.00016",
    author: "2608.00017",
    editor: "2608.00018",
  };
  add("/submit ?/submit", "paper.submit", {
    fields: (who) => ({ given: own[who] ?? "2608.00019", text: "" }),
  });
  add("/submit ?/withdraw", "paper.withdraw", {
    relation: theirs,
    fields: { submission: things.submission },
  });
  add("/for-you ?/on", "personal.manage", { relation: self });
  add("/for-you ?/off", "personal.manage", { relation: self });
  add("/trending/removed ?/remove", "vote.remove", { fields: { member: "member", reason }, again: done });
  add("/trending/removed ?/restore", "vote.remove", { fields: { removal: things.removal }, again: done });

  // Discussion.
  add("/comments/new ?/preview", "everybody", {
    path: `/comments/new?${about}&/preview`,
    fields: { text: "Seen." },
    answers: [200],
  });
  add("/comments/new ?/attach", "everybody", {
    path: `/comments/new?${about}&/attach`,
    fields: { text: "Seen." },
    answers: [200],
  });
  add("/comments/new ?/post", "comment.write", {
    path: `/comments/new?${about}&/post`,
    fields: (who) => ({ text: `The ${who} says this.` }),
  });
  const edit = `/comments/${things.comment}/edit`;
  add("/comments/[id]/edit ?/preview", "everybody", {
    path: `${edit}?/preview`,
    fields: { text: "Changed.", version: "1" },
    // The form is its writer's: others see none.
    answers: [200, 303, 403],
  });
  add("/comments/[id]/edit ?/save", "comment.edit", {
    relation: theirs,
    path: `${edit}?/save`,
    fields: { text: "Changed.", version: "1" },
  });
  const comment = `/comments/${things.comment}`;
  add("/comments/[id] ?/report", "report.write", {
    path: `${comment}?/report`,
    fields: { reason },
    // Nobody reports their own.
    again: [303, 400],
  });
  add("/comments/[id] ?/hide", "comment.hide", { path: `${comment}?/hide`, fields: { reason } });
  add("/comments/[id] ?/unhide", "comment.hide", { path: `${comment}?/unhide`, fields: { reason } });
  add("/comments/[id] ?/remove", "comment.remove", {
    relation: theirs,
    path: `/comments/${things.ownComment}?/remove`,
  });
  const claim = `/papers/${paper.slug}/claims/${CLAIM}`;
  add("/papers/[slug]/claims/[claim] ?/preview", "everybody", {
    path: `${claim}?/preview`,
    fields: { text: "Seen." },
    answers: [200],
  });
  add("/papers/[slug]/claims/[claim] ?/reply", "verdict.reply", {
    relation: { author: { isAuthor: true } },
    path: `${claim}?/reply`,
    fields: { text: "We agree." },
  });

  // Authors and proposals.
  add("/authorship ?/claim", "authorship.claim", {
    path: "/authorship?paper=2608.00022&/claim",
    fields: { name: "Ada Example", evidence: "The page of my institute lists the paper." },
  });
  add("/authorship ?/leave", "authorship.leave", {
    relation: self,
    // Leaves what is one's own, which may be nothing.
    path: "/authorship?paper=2608.00022&/leave",
  });
  add("/proposals/new ?/propose", "claim.propose", {
    path: `/proposals/new?paper=${paper.slug}&/propose`,
    fields: {
      statement: "Fewer bits are enough for this.",
      place: "section 5",
      reported: "4 bits",
      value: "",
      unit: "",
      measure: "Run the experiment with four bits.",
    },
  });
  add("/proposals/[id] ?/withdraw", "proposal.withdraw", {
    relation: theirs,
    path: `/proposals/${things.proposalThree}?/withdraw`,
  });

  // Editors.
  add("/admin ?/grant", "authorship.decide", { fields: { id: things.claimed, reason } });
  add("/admin ?/deny", "authorship.decide", { fields: { id: things.claimedToo, reason } });
  add("/admin ?/accept", "proposal.decide", { fields: { id: things.proposal, reason } });
  add("/admin ?/decline", "proposal.decide", { fields: { id: things.proposalToo, reason } });
  add("/admin ?/keep", "report.decide", { fields: { id: things.reported, reason } });
  add("/admin ?/hide", "comment.hide", { fields: { id: things.reported, reason } });
  add("/admin ?/unhide", "comment.hide", { fields: { id: things.hidden, reason } });
  add("/admin ?/removeVotes", "vote.remove", {
    fields: { paper: "2608.00009", from: things.from, until: things.until, reason },
    answers: [303, 404],
  });
  // The page of removed votes has given them back already.
  add("/admin ?/restoreVotes", "vote.remove", { fields: { id: things.removal }, answers: done });
  add("/admin ?/unlist", "paper.unlist", { fields: { paper: "2608.00021", reason } });
  add("/admin ?/suspend", "member.suspend", { fields: { id: "member" } });
  add("/admin ?/release", "member.suspend", { fields: { id: "member" } });
  add("/admin ?/sendJob", "ingest.manage", { fields: { name: "daily-tidy" } });
  add("/admin ?/retryJob", "ingest.manage", {
    fields: { name: "daily-tidy", id: "00000000-0000-4000-8000-000000000000" },
    answers: [409],
  });
  add("/admin ?/retryMail", "mail.manage", { fields: { id: things.mail }, answers: [303, 409] });
  add("/admin ?/releaseAddress", "mail.manage", { fields: { address: "nobody@example.org" } });
  add("/admin ?/closeReport", "mail.manage", { fields: { key: things.report } });
  add("/admin/members ?/promote", "member.promote", { fields: { id: "member" } });
  add("/admin/members ?/demote", "member.promote", { fields: { id: "member" } });
  add("/admin/members ?/suspend", "member.suspend", { fields: { id: "member" } });
  add("/admin/members ?/release", "member.suspend", { fields: { id: "member" } });

  // One's own account.
  const account = (name: string, rest: Rest = {}): void =>
    add(`/account ?/${name}`, "account.manage", { relation: self, ...rest });
  account("name", { fields: (who) => ({ name: `The ${who}` }) });
  account("address", { fields: (who) => ({ address: `${who}.new@example.org` }) });
  account("renamePasskey", { fields: { id: "none", passkey: "Laptop" }, answers: [404], again: [404] });
  account("removePasskey", { fields: { id: "none" }, answers: [404], again: [404] });
  account("connect", { fields: { provider: "github" }, answers: [404], again: [404] });
  account("disconnect", { fields: { provider: "github" }, answers: [303, 404], again: [303, 404] });
  account("endSession", { fields: { id: "none" }, answers: [404], again: [404] });
  account("endOthers");
  account("leave", { fields: { texts: "keep", sure: "" }, answers: [400, 409], again: [400, 409] });
  add("/account/notices POST", "account.manage", { relation: self, fields: { replies: "on" } });
  add("/account/passkeys POST", "members", { json: true, answers: [400], again: [400] });
  add("/account/passkeys/options POST", "members", { json: true, answers: [200], again: [200] });
  add("/subscriptions ?/set", "subscription.manage", { relation: self, fields: { zone: "UTC" } });
  add("/subscriptions ?/end", "subscription.manage", { relation: self });

  // Whoever has the token.
  const token = "x".repeat(43);
  add("/account/address ?/default", "token", { path: `/account/address?token=${token}`, answers: gone });
  add("/first-editor ?/default", "token", {
    path: `/first-editor?token=${token}`,
    fields: { name: "Mallory", address: "mallory@example.org" },
    answers: gone,
  });
  add("/sign-in/link ?/default", "token", {
    path: `/sign-in/link?token=${token}`,
    fields: { name: "Mallory" },
    answers: gone,
  });
  add("/sign-in/passkey POST", "token", { json: true, answers: gone });
  add("/subscribe/confirm/[token] ?/default", "token", {
    path: `/subscribe/confirm/${token}`,
    answers: gone,
  });
  add("/subscriptions/[token] ?/change", "token", {
    path: `/subscriptions/${token}?/change`,
    answers: gone,
  });
  add("/subscriptions/[token] ?/end", "token", { path: `/subscriptions/${token}?/end` });
  add("/runs/[id] ?/cancel", "token", { path: "/runs/aaaaaaaaaaaa?/cancel", answers: gone });

  // Everybody.
  add("/theme POST", "everybody", { fields: { theme: "dark", back: "/" } });
  for (const [route, path] of [
    ["/api/[...path]", "/api/papers"],
    ["/badges/[...path]", "/badges/l-mul.svg"],
    ["/exports/[...path]", "/exports/papers/2410.00907.bib"],
    ["/feeds/[...path]", "/feeds/latest.atom"],
    ["/llms.txt", "/llms.txt"],
    ["/og/[...path]", "/og/site.png"],
    ["/opensearch.xml", "/opensearch.xml"],
    ["/robots.txt", "/robots.txt"],
    ["/sitemap.xml", "/sitemap.xml"],
    ["/sitemaps/[name]", "/sitemaps/pages.xml"],
  ])
    add(`${route} fallback`, "everybody", { path, answers: [405] });
  add("/sign-in ?/provider", "everybody", { fields: { provider: "github" }, answers: [404] });
  add("/sign-in/passkey/options POST", "everybody", { json: true, answers: [200] });
  add("/runs ?/default", "writers", {
    path: `/runs?paper=${paper.slug}&experiment=none-${experiments.length}`,
    answers: [404],
    again: [404],
  });
  add("/sign-in ?/mail", "everybody", { fields: { address: "not an address", to: "/" }, answers: [400] });
  add("/subscribe ?/default", "everybody", { fields: { address: "not an address" }, answers: [400] });
  // Last: it ends the session.
  add("/sign-out POST", "everybody");
  return all;
}
