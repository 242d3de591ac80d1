/** @file What is counted and written down of every request: its number, how it was answered, how long it took. No addresses of readers. */
import { addProcessMetrics, createMetrics } from "@working-papers/daily";
import type { Handle, HandleServerError } from "@sveltejs/kit/hooks";
import type { RequestEvent } from "@sveltejs/kit";
import { randomUUID } from "node:crypto";
import { log } from "./work.ts";

export const metrics = createMetrics();
addProcessMetrics(metrics);
const requests = metrics.counter("http_requests_total", "Requests answered.");
const durations = metrics.histogram(
  "http_request_duration_seconds",
  "Time from a request to the head of its answer.",
  [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
);
let underWay = 0;
metrics.gauge("http_requests_in_progress", "Requests that wait for the head of their answer.", () => [
  { value: underWay },
]);

/** A proxy's number for a request goes on; others get one. */
const GIVEN = /^[\w.-]{8,80}$/;
const numbers = new WeakMap<Request, string>();

/** Wraps what answers requests. */
export function observed(answer: Handle): Handle {
  return async (input) => {
    const { request, route, url } = input.event;
    const given = request.headers.get("x-request-id");
    const id = given && GIVEN.test(given) ? given : randomUUID();
    numbers.set(request, id);
    const began = performance.now();
    underWay++;
    let status = 500;
    try {
      const response = await answer(input);
      ({ status } = response);
      response.headers.set("x-request-id", id);
      return response;
    } finally {
      underWay--;
      const ms = performance.now() - began;
      const { method } = request;
      // The pattern, not the address: there are few of them. What matches none is one.
      const labels = { method, route: route.id ?? "none" };
      requests.add({ ...labels, status: String(status) });
      durations.observe(ms / 1_000, labels);
      log.info("Answered.", {
        request: id,
        method,
        path: withoutToken(url.pathname),
        route: route.id,
        status,
        ms: Math.round(ms * 10) / 10,
      });
    }
  };
}

/** What a link in a mail opens does not stand in the log. */
function withoutToken(path: string): string {
  return path.replace(/\/[0-9a-z]{26}(?=\/|$)/g, "/…");
}

/** Writes down what nobody expected. @returns the request's number */
export function writeDown(
  event: Pick<RequestEvent, "request" | "url" | "route">,
  error: unknown,
): string | undefined {
  const request = numbers.get(event.request);
  log.error("A request failed.", {
    request,
    path: withoutToken(event.url.pathname),
    route: event.route.id,
    error,
  });
  return request;
}

/** Errors that nobody expected: written down with the request's number, which the reader is told. */
export const reported: HandleServerError = ({ kind, error, event }) => {
  if (kind !== "unknown") return;
  const request = writeDown(event, error);
  return {
    message: `Something went wrong here. If it happens again, tell the host the number ${request ?? "of the request"}.`,
  };
};
