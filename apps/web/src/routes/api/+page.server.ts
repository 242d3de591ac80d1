import { endpoints, parameters } from "@working-papers/daily";
import type { PageServerLoad } from "./$types";

/** The table of endpoints in words: the same that answers, and that the OpenAPI document is made from. */
export const load: PageServerLoad = ({ url }) => {
  return {
    origin: url.origin,
    endpoints: endpoints.map(({ id, path, summary, description, params, query, response, example }) => ({
      id,
      path,
      summary,
      description,
      example,
      answer: response.description ?? "",
      parameters: [...parameters(params, "path"), ...parameters(query, "query")].map(
        ({ name, required, description: says = "", schema }) => ({
          name,
          required,
          says,
          form: formOf(schema),
        }),
      ),
    })),
  };
};

/** «1 to 100, otherwise 50», «publishedAt or trending» */
function formOf(schema: Record<string, unknown>): string {
  const {
    enum: values,
    minimum,
    maximum,
    default: otherwise,
  } = schema as {
    enum?: string[];
    minimum?: number;
    maximum?: number;
    default?: string | number;
  };
  const form = values
    ? values.join(" or ")
    : minimum !== undefined && maximum !== undefined
      ? `${minimum} to ${maximum.toLocaleString("en")}`
      : "";
  return [form, otherwise === undefined ? "" : `otherwise ${otherwise}`].filter(Boolean).join(", ");
}
