import { isOver } from "#lib/run/server-state.ts";
import { daily } from "#lib/server/daily.ts";
import { stateView } from "#lib/server/run-state.ts";
import { readServerRun } from "@working-papers/daily";
import { error } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

/** Streams that are open at once in this process. */
const MOST_STREAMS = 1_000;
/** A comment now and then keeps proxies from closing a quiet stream. */
const STILL_HERE_MS = 15_000;
let open = 0;

/** The run as it changes, each event the whole state with the change as its id. */
export const GET: RequestHandler = async ({ params, request }) => {
  const run = await readServerRun(daily().database.db, params.id);
  if (!run) error(404, "There is no such run on this server.");
  const last = Number(request.headers.get("last-event-id"));
  const since = Number.isSafeInteger(last) && last > 0 ? last : 0;
  // Nothing will ever come again: a browser that gets this stops asking.
  if (isOver(run) && since >= run.change) return new Response(null, { status: 204 });
  if (open >= MOST_STREAMS)
    return new Response("Too many pages follow runs now.\n", {
      status: 503,
      headers: { "retry-after": "30" },
    });
  return new Response(stream(params.id, since), {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      // For proxies that collect answers before they pass them on.
      "x-accel-buffering": "no",
    },
  });
};

function stream(id: string, since: number): ReadableStream<Uint8Array> {
  const stop = new AbortController();
  const encoder = new TextEncoder();
  let alive: NodeJS.Timeout;
  return new ReadableStream({
    async start(controller) {
      open++;
      const send = (text: string): void => controller.enqueue(encoder.encode(text));
      alive = setInterval(() => send(": still here\n\n"), STILL_HERE_MS);
      void (async () => {
        try {
          send("retry: 2000\n\n");
          for await (const run of daily().runs.follow(id, since, stop.signal))
            send(`id: ${run.change}\ndata: ${JSON.stringify(stateView(run))}\n\n`);
        } catch {
          // The reader has gone, or the database is away: whoever still listens asks again.
        } finally {
          open--;
          clearInterval(alive);
          if (!stop.signal.aborted) controller.close();
        }
      })();
    },
    // A stream that was cancelled takes nothing any more.
    cancel() {
      clearInterval(alive);
      stop.abort();
    },
  });
}
