/**
 * @file The state of controls in the page's address: what a reader set is what a shared link shows.
 *
 * A scope is all query keys with one prefix (`demo.k`, `errors.seed`). Changes count at once; the address follows when they pause,
 * since browsers refuse to have it rewritten at every move of a slider.
 */
import { goto } from "$app/navigation";
import { page } from "$app/state";

export type Query = Readonly<Record<string, string>>;
export type Changes = Record<string, string | number | boolean | undefined>;

const PAUSE_MS = 250;

/** Full keys that are set but not yet in the address; null removes one. Changed in the browser only, never on the server. */
const pending = $state<Record<string, string | null>>({});
let timer: ReturnType<typeof setTimeout> | undefined;

export interface AddressScope {
  /** The scope's state by key without the prefix: the same object until a value changes. */
  readonly query: Query;
  set(changes: Changes): void;
}

export function addressScope(prefix: string): AddressScope {
  // As text, which is compared by value: that the address was written changes nothing for who reads the query.
  const text = $derived(JSON.stringify(read(prefix)));
  const query = $derived(JSON.parse(text) as Query);
  return {
    get query() {
      return query;
    },
    set(changes) {
      for (const [key, value] of Object.entries(changes))
        pending[prefix + key] = value === undefined ? null : String(value);
      clearTimeout(timer);
      timer = setTimeout(writeAddress, PAUSE_MS, location.pathname);
    },
  };
}

function read(prefix: string): Query {
  const query: Record<string, string> = {};
  for (const [key, value] of page.url.searchParams)
    if (key.startsWith(prefix)) query[key.slice(prefix.length)] = value;
  for (const [key, value] of Object.entries(pending)) {
    if (!key.startsWith(prefix)) continue;
    if (value === null) delete query[key.slice(prefix.length)];
    else query[key.slice(prefix.length)] = value;
  }
  return query;
}

async function writeAddress(path: string): Promise<void> {
  const written = { ...pending };
  if (location.pathname === path) {
    const url = new URL(location.href);
    for (const [key, value] of Object.entries(written)) {
      if (value === null) url.searchParams.delete(key);
      else url.searchParams.set(key, value);
    }
    if (url.href !== location.href) await goto(url, { replace: true, reset: false });
  }
  for (const [key, value] of Object.entries(written)) if (pending[key] === value) delete pending[key];
}
