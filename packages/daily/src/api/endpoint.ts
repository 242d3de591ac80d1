/** @file One endpoint: what it takes, what it answers, and the function between them. The document and the routes are both made of these. */
import type { z } from "zod";
import type { SiteContext } from "../site/context.ts";

export interface Asked<Params, Query> {
  site: SiteContext;
  /** Origin of the site as the asker wrote it. */
  origin: string;
  params: Params;
  query: Query;
}

export interface Answered<Body> {
  body: Body;
  /** Pages before and after, as changes of the query: a `Link` header. */
  next?: Record<string, string | number>;
  previous?: Record<string, string | number>;
}

export interface Endpoint<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
> {
  method: "GET";
  /** With `{name}` for parameters. */
  path: string;
  id: string;
  summary: string;
  description: string;
  params: Params;
  query: Query;
  response: Body;
  /** A path and query to try. */
  example: string;
  answer(asked: Asked<z.output<Params>, z.output<Query>>): Promise<Answered<z.output<Body>>>;
}

/** Keeps the types of one endpoint together; in the table they are forgotten. */
export function endpoint<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType>(
  definition: Omit<Endpoint<Params, Query, Body>, "method">,
): Endpoint {
  return { method: "GET", ...definition } as unknown as Endpoint;
}
