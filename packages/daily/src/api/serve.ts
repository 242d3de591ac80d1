/** @file Answers `/api/…` from the table. */
import { nearestNames } from "@working-papers/lab";
import type { z } from "zod";
import { answer } from "../http/answer.ts";
import { ProblemError } from "../http/problem.ts";
import type { SiteContext } from "../site/context.ts";
import type { Answered, Endpoint } from "./endpoint.ts";
import { endpoints } from "./endpoints.ts";
import { openApiDocument } from "./openapi.ts";

const JSON_TYPE = "application/json; charset=utf-8";

/**
 * @throws ProblemError in a sentence for the asker
 */
export async function serveApi(request: Request, site: SiteContext): Promise<Response> {
  const url = new URL(request.url);
  if (url.pathname === "/api/openapi.json")
    return answer(request, {
      body: JSON.stringify(openApiDocument(url.origin, site.name), undefined, 2),
      type: JSON_TYPE,
      fresh: 3600,
    });
  const { endpoint, params } = found(url.pathname);
  const query = readQuery(endpoint, url.searchParams);
  const answered = await endpoint.answer({
    site,
    origin: url.origin,
    params: parsed(endpoint.params, params, "The address"),
    query,
  });
  return answer(request, {
    body: JSON.stringify(answered.body),
    type: JSON_TYPE,
    headers: linkHeader(url, answered),
  });
}

/** `{id}` may have slashes, as hep-th/9901001 and DOIs do: what follows it decides. */
const patterns = endpoints.map((endpoint) => ({
  endpoint,
  names: [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
  pattern: new RegExp(`^${endpoint.path.replaceAll("{id}", "(.+?)").replaceAll(/\{\w+\}/g, "([^/]+)")}/?$`),
}));

function found(path: string): { endpoint: Endpoint; params: Record<string, string> } {
  for (const { endpoint, names, pattern } of patterns) {
    const match = pattern.exec(path);
    if (match)
      return {
        endpoint,
        params: Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(match[i + 1])])),
      };
  }
  const paths = endpoints.map((endpoint) => endpoint.path).filter((one) => !one.includes("{"));
  throw new ProblemError(
    404,
    `There is nothing at ${path.slice(0, 100)}; what there is stands on /api.`,
    nearestNames(path, paths),
  );
}

function readQuery(endpoint: Endpoint, search: URLSearchParams): Record<string, unknown> {
  const names = Object.keys(endpoint.query.shape);
  const values: Record<string, string> = {};
  for (const [name, value] of search) {
    if (!names.includes(name)) throw unknownParameter(endpoint, name, names);
    if (name in values)
      throw new ProblemError(400, `The parameter ${name} was expected once, not several times.`);
    values[name] = value;
  }
  return parsed(endpoint.query, values, "The parameter");
}

function unknownParameter({ path }: Endpoint, given: string, names: string[]): ProblemError {
  const near = nearestNames(given, names);
  const meant = near.length > 0 ? ` Did you mean ${near.join(" or ")}?` : "";
  const known = names.length > 0 ? `it takes ${names.join(", ")}` : "it takes none";
  if (given === "submitter")
    return new ProblemError(400, "Lists are not chosen by who submitted a paper here: leave submitter out.");
  return new ProblemError(400, `${path} has no parameter «${given.slice(0, 40)}»; ${known}.${meant}`);
}

function parsed<Schema extends z.ZodObject>(
  schema: Schema,
  values: Record<string, string>,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  const name = String(path[0] ?? "");
  const given = values[name];
  const but = given === undefined ? "" : `, not «${given.slice(0, 60)}»`;
  throw new ProblemError(400, `${what} ${name} ${message}${but}.`);
}

/** RFC 8288. */
function linkHeader(url: URL, { next, previous }: Answered<unknown>): Record<string, string> {
  const links = Object.entries({ next, prev: previous }).flatMap(([rel, changes]) => {
    if (changes === undefined) return [];
    const target = new URL(url);
    for (const [name, value] of Object.entries(changes)) target.searchParams.set(name, String(value));
    return [`<${target.href}>; rel="${rel}"`];
  });
  return {
    link: [...links, `<${url.origin}/api/openapi.json>; rel="service-desc"; type="application/json"`].join(
      ", ",
    ),
  };
}
