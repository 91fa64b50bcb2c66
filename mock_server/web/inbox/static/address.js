// What a person has chosen stands in the address of the page: reload, back and a pasted link bring it back.

const KNOWN = ["tab", "q", "message", "order", "request", "view", "width", "section", "list"];
const listeners = new Set();

export const ROOT = location.pathname.replace(/[^/]*$/, "");
export const WORLD = /^\/w\/([^/]+)\/$/.exec(ROOT.slice(ROOT.indexOf("/w/")))?.[1] ?? "default";

export function read() {
  const query = new URLSearchParams(location.search);
  return Object.fromEntries(KNOWN.map((name) => [name, query.get(name) ?? ""]));
}

/** Return the address in which `changes` are chosen, the rest as now. */
export function href(changes) {
  const chosen = { ...read(), ...changes };
  const query = new URLSearchParams();
  for (const name of KNOWN) if (chosen[name]) query.set(name, chosen[name]);
  const text = query.toString();
  return text ? `?${text}` : ROOT;
}

export function go(changes, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", href(changes));
  for (const each of listeners) each();
}

export function onNavigate(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

window.addEventListener("popstate", () => {
  for (const each of listeners) each();
});

/** Return where another world's page is. */
export function worldHref(name) {
  const base = ROOT.includes("/w/") ? ROOT.slice(0, ROOT.indexOf("/w/") + 1) : ROOT;
  return name === "default" ? base : `${base}w/${encodeURIComponent(name)}/`;
}

export const NOTHING_CHOSEN = { message: "", order: "", request: "", view: "", section: "" };
