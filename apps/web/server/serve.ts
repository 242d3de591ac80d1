/** @file Serves a build. PORT and HOST say where to listen; ORIGIN is the address readers use when a proxy stands in front. */
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { stop } from "./stop.ts";

/** After a signal to stop: for requests under way, and for everything. */
const REQUESTS_MS = 2_000;
const SHUTDOWN_MS = 15_000;

export async function serve(build: string): Promise<void> {
  const port = Number(process.env.PORT ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    stop(`PORT must be a whole number from 0 to 65535, not «${process.env.PORT}».`);
  const host = process.env.HOST ?? "127.0.0.1";

  // The handler trusts this header alone for the protocol; `readersAddress` sees to it that it is always there and right.
  process.env.PROTOCOL_HEADER = "x-forwarded-proto";
  const handlerFile = pathToFileURL(join(build, "handler.js")).href;
  // Opens the database too; what is wrong with it is said in a sentence.
  const { handler } = (await import(handlerFile).catch((reason: Error) => stop(reason.message))) as {
    handler: RequestListener;
  };
  const origin = publicOrigin();
  const server = createServer((request, response) => {
    readersAddress(request, origin);
    oneClick(request);
    handler(request, response);
  });
  server.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE")
      stop(`Port ${port} is taken; choose another one with, say, PORT=${port + 1} npm start.`);
    stop(`The site cannot listen on ${host}:${port}: ${error.message}.`);
  });
  server.listen(port, host, () => {
    const name = ["127.0.0.1", "0.0.0.0", "::", "::1"].includes(host) ? "localhost" : host;
    console.log(
      `Working Papers is at http://${name}:${(server.address() as AddressInfo).port} (Ctrl-C stops it).`,
    );
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      // The site closes its database then, and nothing is left that keeps the process.
      server.close(() => process.emit("sveltekit:shutdown" as "exit", 0));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), REQUESTS_MS).unref();
      setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    });
}

function publicOrigin(): URL | undefined {
  const { ORIGIN } = process.env;
  if (!ORIGIN) return undefined;
  if (!URL.canParse(ORIGIN))
    stop(`ORIGIN must be an address like https://papers.example.org, not «${ORIGIN}».`);
  return new URL(ORIGIN);
}

/** Makes the request say the address that the reader's browser shows, which forms are checked against. */
function readersAddress({ headers }: IncomingMessage, origin: URL | undefined): void {
  const forwarded = headers["x-forwarded-proto"];
  headers["x-forwarded-proto"] = origin
    ? origin.protocol.slice(0, -1)
    : forwarded === "https"
      ? "https"
      : "http";
  if (origin) headers.host = origin.host;
}

/**
 * Providers of mail unsubscribe for a reader by a POST without `Origin` (RFC 8058), which the built site refuses. What the token in the path does needs
 * nobody's cookies, so it goes on without them, as a program that acts in nobody's name.
 */
function oneClick({ method, url = "", headers }: IncomingMessage): void {
  if (method !== "POST" || !/^\/unsubscribe\/[^/]+$/.test(url.split("?")[0]) || headers.origin !== undefined)
    return;
  delete headers.cookie;
  headers.origin = `${headers["x-forwarded-proto"] as string}://${headers.host}`;
}
