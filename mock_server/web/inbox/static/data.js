// What the page holds of the world: read when somebody looks at it, and again when the world has changed.
import { get, query, Refused } from "./api.js";
import { useEffect, useState } from "../vendor/htm-preact-standalone.js";

export const PAGE = 100;
export const MOST = 1000;
// Milliseconds between two readings of the same thing. What takes the server long is read less often,
// so that an order seldom waits for it.
const LEAST_GAP = 400;
const QUICK = 60;
const GAP_OF_SLOW = 1500;
const REST_FACTOR = 5;

/** Something that is read from the server; it is read again at most as often as the server likes. */
export class Resource {
  constructor(fetcher) {
    this.fetcher = fetcher;
    this.data = null;
    this.error = null;
    this.listeners = new Set();
    this.busy = false;
    this.again = false;
    this.restUntil = 0;
    this.timer = 0;
  }

  /** Read now, or as soon as the last reading has rested. */
  refresh({ now = false } = {}) {
    if (this.busy) {
      this.again = true;
      return;
    }
    const wait = now ? 0 : this.restUntil - performance.now();
    clearTimeout(this.timer);
    if (wait > 0) this.timer = setTimeout(() => this.read(), wait);
    else this.read();
  }

  async read() {
    this.busy = true;
    this.again = false;
    const began = performance.now();
    try {
      this.data = await this.fetcher(this.data);
      this.error = null;
    } catch (error) {
      this.error = error;
      if (error instanceof Refused) this.data = null;
    }
    const ended = performance.now();
    const took = ended - began;
    this.restUntil = ended + (took < QUICK ? LEAST_GAP : Math.max(GAP_OF_SLOW, took * REST_FACTOR));
    this.busy = false;
    if (this.again && this.listeners.size) this.refresh();
    for (const each of this.listeners) each();
  }
}

const open = new Map(); // the resources that somebody looks at, by name

/** Return what the resource of that name holds; `fetcher` null stands for nothing. */
export function useResource(name, fetcher) {
  const [, draw] = useState(0);
  useEffect(() => {
    if (!fetcher) return undefined;
    const listener = () => draw((count) => count + 1);
    let resource = open.get(name);
    if (!resource) {
      resource = new Resource(fetcher);
      open.set(name, resource);
      resource.refresh();
    }
    resource.listeners.add(listener);
    listener();
    return () => {
      resource.listeners.delete(listener);
      if (!resource.listeners.size) {
        clearTimeout(resource.timer);
        open.delete(name);
      }
    };
  }, [name, Boolean(fetcher)]);
  const { data, error } = open.get(name) ?? { data: null, error: null };
  return { data, error, refresh: () => open.get(name)?.refresh({ now: true }) };
}

/** Read again what is open and has to do with `kinds`; all of it without any. */
export function refreshOpen(kinds, options) {
  for (const [name, resource] of open) {
    if (!kinds || kinds.some((kind) => name.startsWith(kind))) resource.refresh(options);
  }
}

const LISTS = {
  sent: ["inbox", "messages", true],
  pending: ["pending", "notifications", false],
  suppressed: ["suppressed", "notifications", true],
  orders: ["orders", "orders", true],
  requests: ["requests", "requests", true],
};

/** Return a fetcher of one of the lists: newest first, what comes next first. */
export function listFetcher(tab, q, wanted) {
  const [path, member, newestFirst] = LISTS[tab];
  return async () => {
    const limit = Math.min(wanted, MOST);
    const asked = { view: "summary", limit, q, ...(newestFirst ? { order: "newest" } : {}) };
    const answer = await get(path + query(asked));
    return { count: answer.count, items: answer[member], next: answer.next ?? null };
  };
}

/** Remember `name: answer` for the few things that do not change and were opened last. */
export function lastFew(most) {
  const kept = new Map();
  return (name, read) => {
    const known = kept.get(name) ?? read();
    kept.delete(name);
    kept.set(name, known);
    known.catch?.(() => kept.delete(name));
    if (kept.size > most) kept.delete(kept.keys().next().value);
    return known;
  };
}
