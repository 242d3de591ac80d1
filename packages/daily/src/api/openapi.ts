/** @file The OpenAPI 3.1 document, made from the table of endpoints and their schemas: it cannot say anything else than what the API does. */
import { z } from "zod";
import { PROBLEM_TYPE } from "../http/problem.ts";
import type { Endpoint } from "./endpoint.ts";
import { endpoints } from "./endpoints.ts";
import { named, ProblemShape } from "./schemas.ts";

type Json = Record<string, unknown>;

/** Raised with every change that a script could notice. */
const VERSION = "1.0.0";

export function openApiDocument(origin: string, site: string): Json {
  return {
    openapi: "3.1.1",
    info: {
      title: `${site} API`,
      version: VERSION,
      description:
        "Dated lists of papers, search, and for papers that work here their claims, recorded runs and verdicts. Read only, no key needed. Lists and papers have the names and nesting of the daily_papers API of the field.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: origin }],
    paths: Object.fromEntries(endpoints.map((endpoint) => [endpoint.path, { get: operation(endpoint) }])),
    components: { schemas: schemas() },
  };
}

function operation(endpoint: Endpoint): Json {
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    description: endpoint.description,
    parameters: [...parameters(endpoint.params, "path"), ...parameters(endpoint.query, "query")],
    responses: {
      200: {
        description: "As described.",
        headers: {
          ETag: { schema: { type: "string" }, description: "for If-None-Match" },
          Link: { schema: { type: "string" }, description: "the next and the previous page (RFC 8288)" },
        },
        content: { "application/json": { schema: reference(endpoint.response) } },
      },
      304: { description: "Nothing changed since the answer with the tag that was sent." },
      "4XX": {
        description: "What to do otherwise, in a sentence.",
        content: { [PROBLEM_TYPE]: { schema: reference(ProblemShape) } },
      },
    },
  };
}

/** Parameters of an endpoint as the document has them: name, whether needed, schema. */
export function parameters(
  schema: z.ZodObject,
  place: "path" | "query",
): { name: string; in: string; required: boolean; description?: string; schema: Json }[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: "input" }) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...form }]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...(description === undefined ? {} : { description: description as string }),
    schema: form,
  }));
}

function reference(schema: z.ZodType): Json {
  const info = named.get(schema);
  if (info === undefined) throw new Error("A schema of an answer needs a name in the registry.");
  return { $ref: address(info.id) };
}

function address(id: string): string {
  return `#/components/schemas/${id}`;
}

/** Zod keeps what recursive schemas share in a document of its own; here its parts stand among the others. */
function schemas(): Json {
  const made = z.toJSONSchema(named, { uri: address, io: "output" }).schemas;
  const { __shared: shared, ...own } = made as Record<string, Json>;
  const all = { ...own, ...(shared?.$defs as Json | undefined) };
  const text = JSON.stringify(all, (name, value: unknown) =>
    name === "$id" || name === "$schema" ? undefined : value,
  );
  return JSON.parse(text.replaceAll(`${address("__shared")}#/$defs/`, address(""))) as Json;
}
