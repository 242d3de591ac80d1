/** @file Addresses within the site, and how a query changes them. */

export type QueryChanges = Record<string, string | number | undefined>;

/** A path with a query; what is undefined or empty is left out. */
export function withQuery(path: string, query: QueryChanges): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== "") search.set(name, String(value));
  return search.size === 0 ? path : `${path}?${search}`;
}

export function searchPath(q: string): string {
  return withQuery("/search", { q });
}

export function categoryPath(category: string): string {
  return `/category/${category}`;
}

/** The badge of a paper that works here, or of one of its claims. */
export function badgePath(slug: string, claim?: string): string {
  return claim === undefined ? `/badges/${slug}.svg` : `/badges/${slug}/${claim}.svg`;
}
