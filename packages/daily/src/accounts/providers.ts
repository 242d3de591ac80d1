/** @file Other sites through which members sign in, where the host has set them up: GitHub and ORCID. */
import type { GenericOAuthConfig } from "better-auth/plugins/generic-oauth";
import { z } from "zod";

export type ProviderId = "github" | "orcid";

export interface ProviderSettings {
  GITHUB_CLIENT_ID?: string;
  GITHUB_CLIENT_SECRET?: string;
  GITHUB_URL: string;
  ORCID_CLIENT_ID?: string;
  ORCID_CLIENT_SECRET?: string;
  ORCID_URL: string;
}

export interface Provider {
  id: ProviderId;
  name: string;
  /** Where a form that begins a sign-in leads to, for the security policy. */
  origin: string;
  config: GenericOAuthConfig;
}

type Tells = NonNullable<GenericOAuthConfig["getUserInfo"]>;

/** A site that does not say who somebody is, or says nonsense, has said nothing. */
const orNobody =
  (tells: Tells): Tells =>
  (tokens) =>
    Promise.resolve(tells(tokens)).catch(() => null);

/** Those that the settings have keys for. */
export function providersOf(settings: ProviderSettings): Provider[] {
  const { GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET, ORCID_CLIENT_ID, ORCID_CLIENT_SECRET } = settings;
  return [
    ...(GITHUB_CLIENT_ID && GITHUB_CLIENT_SECRET
      ? [github(new URL(settings.GITHUB_URL).origin, GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET)]
      : []),
    ...(ORCID_CLIENT_ID && ORCID_CLIENT_SECRET
      ? [orcid(new URL(settings.ORCID_URL).origin, ORCID_CLIENT_ID, ORCID_CLIENT_SECRET)]
      : []),
  ];
}

/** An address that belongs to nobody, for who comes without one (RFC 2606). No member can have it. */
const NOWHERE = "no-address.invalid";

const GithubUser = z.object({ id: z.int(), login: z.string(), name: z.string().nullish() });
const GithubEmails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/** An address counts when GitHub says that it was verified; what a profile shows may be anything. */
function github(origin: string, clientId: string, clientSecret: string): Provider {
  const api = origin === "https://github.com" ? "https://api.github.com" : `${origin}/api/v3`;
  return {
    id: "github",
    name: "GitHub",
    origin,
    config: {
      providerId: "github",
      name: "GitHub",
      clientId,
      clientSecret,
      authorizationUrl: `${origin}/login/oauth/authorize`,
      tokenUrl: `${origin}/login/oauth/access_token`,
      scopes: ["read:user", "user:email"],
      pkce: true,
      getUserInfo: orNobody(async ({ accessToken }) => {
        const ask = async (path: string): Promise<unknown> => {
          const answer = await fetch(`${api}${path}`, {
            headers: {
              authorization: `Bearer ${accessToken}`,
              accept: "application/vnd.github+json",
              "user-agent": "working-papers",
            },
            signal: AbortSignal.timeout(10_000),
          });
          if (!answer.ok) throw new Error(`GitHub answered ${answer.status} to ${path}.`);
          return answer.json();
        };
        const user = GithubUser.parse(await ask("/user"));
        const verified = GithubEmails.parse(await ask("/user/emails")).filter((one) => one.verified);
        const email = (verified.find(({ primary }) => primary) ?? verified[0])?.email;
        return {
          id: String(user.id),
          name: user.name || user.login,
          email: email ?? `github-${user.id}@${NOWHERE}`,
          emailVerified: email !== undefined,
        };
      }),
    },
  };
}

const OrcidTokens = z.object({ orcid: z.string(), name: z.string().nullish() });

/** ORCID tells the iD with the token and no address, so it leads to members who have connected it, and makes none. */
function orcid(origin: string, clientId: string, clientSecret: string): Provider {
  return {
    id: "orcid",
    name: "ORCID",
    origin,
    config: {
      providerId: "orcid",
      name: "ORCID",
      clientId,
      clientSecret,
      authorizationUrl: `${origin}/oauth/authorize`,
      tokenUrl: `${origin}/oauth/token`,
      scopes: ["/authenticate"],
      pkce: false,
      disableSignUp: true,
      // oxlint-disable-next-line require-await -- what it throws is an answer, too
      getUserInfo: orNobody(async (tokens) => {
        const { orcid: id, name } = OrcidTokens.parse(tokens.raw);
        if (!isOrcid(id)) throw new Error("ORCID answered with something that is no ORCID iD.");
        return {
          id,
          name: name ?? "",
          email: `orcid-${id.toLowerCase()}@${NOWHERE}`,
          emailVerified: false,
        };
      }),
    },
  };
}

/** Sixteen digits of which the last one checks the others (ISO 7064, MOD 11-2). */
export function isOrcid(text: string): boolean {
  if (!/^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/.test(text)) return false;
  const digits = text.replaceAll("-", "");
  let total = 0;
  for (const digit of digits.slice(0, -1)) total = (total + Number(digit)) * 2;
  const check = (12 - (total % 11)) % 11;
  return digits.at(-1) === (check === 10 ? "X" : String(check));
}
