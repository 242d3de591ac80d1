/** @file A stand-in for arXiv's query API on loopback: knows some papers, by the shape that the API's documentation describes. */
import { apiAnswer, apiEntry } from "@working-papers/daily/testing/answers";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Archive {
  url: string;
  /** What was asked for, in order. */
  asked: string[];
  close(): Promise<void>;
}

/** @param papers identifiers with titles and categories, the first of which is the primary one */
export async function startArchive(
  papers: Readonly<Record<string, { title: string; categories: [string, string] }>>,
): Promise<Archive> {
  const asked: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    const { pathname, searchParams } = new URL(url, "http://localhost");
    const ids = (searchParams.get("id_list") ?? "").split(",");
    asked.push(...ids);
    const entries = ids.flatMap((id) => {
      const known = papers[id];
      if (pathname !== "/api/query" || !known) return [];
      const [first, second] = known.categories;
      return [
        apiEntry(id, known.title).replace(/cs\.(?:AI|LG)/g, (one) => (one === "cs.AI" ? first : second)),
      ];
    });
    response.writeHead(200, { "content-type": "application/atom+xml" }).end(apiAnswer(entries));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
