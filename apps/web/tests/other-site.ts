/** @file Another site for tests, at which somebody is signed in already: it answers as GitHub and ORCID do, and sends the browser straight back. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface OtherSite {
  /** Variables that a site needs for it. */
  environment: Record<string, string>;
  stop(): Promise<void>;
}

export async function otherSite(person: { id: number; email: string; orcid: string }): Promise<OtherSite> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, "http://localhost");
    const send = (body: unknown): void =>
      void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (pathname.endsWith("/oauth/authorize")) {
      const back = new URL(searchParams.get("redirect_uri")!);
      back.search = new URLSearchParams({ code: "code", state: searchParams.get("state")! }).toString();
      response.writeHead(302, { location: back.href }).end();
    } else if (pathname === "/api/v3/user") send({ id: person.id, login: "octo", name: "Octo Example" });
    else if (pathname === "/api/v3/user/emails")
      send([{ email: person.email, primary: true, verified: true }]);
    else send({ access_token: "token", token_type: "bearer", orcid: person.orcid, name: "Octo Example" });
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    environment: {
      GITHUB_CLIENT_ID: "g",
      GITHUB_CLIENT_SECRET: "gs",
      GITHUB_URL: url,
      ORCID_CLIENT_ID: "o",
      ORCID_CLIENT_SECRET: "os",
      ORCID_URL: url,
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
