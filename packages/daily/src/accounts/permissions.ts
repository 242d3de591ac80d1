/**
 * @file Who may do what: one table, which every function that changes something asks first, and which the tests walk.
 *
 * Reading needs no permission. Pages hide what would be refused, but it is refused here.
 */
import type { Member } from "./member.ts";
import { Forbidden, SignInNeeded } from "./refused.ts";

/**
 * `visitor` is everybody, `member` whoever is signed in, `owner` the member whose thing it is (who wrote the comment, whose account it is), `author` a
 * verified author of the paper.
 */
export type Who = "visitor" | "member" | "owner" | "author" | "editor";

interface Rule {
  /** Any of these may. */
  readonly may: readonly Who[];
  /** What it is, after «can» in a sentence. */
  readonly says: string;
  /** Members whom an editor has kept from writing may too. */
  readonly suspended?: true;
}

const rule = (says: string, ...who: readonly Who[]): Rule => ({ says, may: who });

export const PERMISSIONS = {
  vote: rule("vote", "member"),
  "vote.remove": rule("remove votes of others", "editor"),
  "paper.submit": rule("submit papers", "member"),
  "paper.withdraw": rule("withdraw a submission", "owner"),
  "paper.pick": rule("pick papers of the day", "editor"),
  "paper.unlist": rule("take papers off a list", "editor"),
  "comment.write": rule("comment", "member"),
  "comment.edit": rule("edit a comment", "owner"),
  "comment.remove": rule("remove a comment", "owner"),
  "comment.hide": rule("hide comments", "editor"),
  "report.write": rule("report a comment", "member"),
  "report.decide": rule("decide on reports", "editor"),
  "authorship.claim": rule("claim a paper as their own", "member"),
  "authorship.decide": rule("decide who wrote a paper", "editor"),
  "authorship.leave": rule("give up a claimed paper", "owner"),
  "verdict.reply": rule("reply to a verdict", "author"),
  "claim.propose": rule("propose a claim or a correction", "member"),
  "proposal.decide": rule("decide on proposals", "editor"),
  "proposal.withdraw": rule("withdraw a proposal", "owner"),
  "subscription.manage": { ...rule("change a subscription", "owner"), suspended: true },
  "personal.manage": { ...rule("change a personal ranking", "owner"), suspended: true },
  "account.manage": { ...rule("change an account", "owner"), suspended: true },
  "member.suspend": rule("keep members from writing", "editor"),
  "member.promote": rule("make members editors", "editor"),
  "admin.see": rule("see the site's workings", "editor"),
  "mail.manage": rule("manage mail", "editor"),
  "ingest.manage": rule("manage ingestion", "editor"),
} as const satisfies Record<string, Rule>;

export type Action = keyof typeof PERMISSIONS;

/** What the member is to the thing in question. */
export interface Relation {
  /** A verified author of the paper. */
  isAuthor?: boolean;
  /** The thing is theirs. */
  isOwner?: boolean;
}

/** Whether somebody may do something; pages ask, to show what is possible. */
export function may(actor: Member | undefined, action: Action, relation: Relation = {}): boolean {
  return refusal(actor, action, relation) === undefined;
}

/**
 * Goes on when the actor may do it.
 *
 * @throws SignInNeeded when signing in could help
 * @throws Forbidden when it could not
 */
export function demand(
  actor: Member | undefined,
  action: Action,
  relation: Relation = {},
): asserts actor is Member {
  const refused = refusal(actor, action, relation);
  if (refused) throw refused;
}

const PEOPLE: Record<Who, string> = {
  visitor: "everybody",
  member: "members",
  owner: "only whose it is",
  author: "verified authors of the paper",
  editor: "editors",
};

function refusal(
  actor: Member | undefined,
  action: Action,
  { isAuthor = false, isOwner = false }: Relation,
): SignInNeeded | Forbidden | undefined {
  const { may: allowed, says, suspended }: Rule = PERMISSIONS[action];
  const people = allowed.map((who) => PEOPLE[who]).join(" or ");
  if (!actor)
    return allowed.includes("visitor")
      ? undefined
      : new SignInNeeded(`Sign in first: ${people} can ${says}.`);
  if (actor.suspended && !suspended)
    return new Forbidden(`An editor has suspended your account, so you cannot ${says} at the moment.`);
  const is: Record<Who, boolean> = {
    visitor: true,
    member: true,
    owner: isOwner,
    author: isAuthor,
    editor: actor.role === "editor",
  };
  return allowed.some((who) => is[who])
    ? undefined
    : new Forbidden(`You cannot do this: ${people} can ${says}.`);
}
