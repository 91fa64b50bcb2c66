// The control API of this world, and the socket on which it tells of changes.
import { ROOT } from "./address.js";

const KEPT = "altinn-mock.token";
const PROTOCOL = "altinn-mock.changes";

function keptToken() {
  try {
    return window.sessionStorage.getItem(KEPT) || "";
  } catch {
    return "";
  }
}

const access = { token: keptToken() };

export function setToken(token) {
  access.token = token;
  try {
    window.sessionStorage.setItem(KEPT, token);
  } catch {
    // Storage may be switched off; the token then lasts as long as the page.
  }
}

export class Refused extends Error {
  constructor(status, detail, document) {
    super(detail);
    this.status = status;
    this.document = document;
  }
}

/** Call this world; `path` is relative to it. */
export async function call(method, path, body, { raw = false, headers = {}, signal } = {}) {
  const options = { method, headers: { ...headers }, signal, cache: "no-store" };
  if (path.startsWith("_") && access.token) options.headers.Authorization = `Bearer ${access.token}`;
  if (body !== undefined) {
    options.body = typeof body === "string" ? body : JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  const response = await fetch(ROOT + path, options);
  if (!response.ok) {
    const document = await response.json().catch(() => ({}));
    const errors = document.errors && JSON.stringify(document.errors);
    throw new Refused(response.status, document.detail || errors || document.title || `HTTP ${response.status}`, document);
  }
  if (raw) return response;
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

export const get = (path, options) => call("GET", `_mock/${path}`, undefined, options);
export const post = (path, body = {}) => call("POST", `_mock/${path}`, body);
export const put = (path, body) => call("PUT", `_mock/${path}`, body);
export const patch = (path, body) => call("PATCH", `_mock/${path}`, body);
export const remove = (path) => call("DELETE", `_mock/${path}`);

/** Return the query of `values`; what is empty is left out. */
export function query(values) {
  const given = Object.entries(values).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return given.length ? `?${new URLSearchParams(given)}` : "";
}

/** Follow the changes of this world; try again for as long as the page is open. */
export function follow({ onChange, onStatus }) {
  let wait = 250;
  const open = () => {
    const address = new URL(`${ROOT}_mock/changes`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const digits = [...new TextEncoder().encode(access.token)].map((each) => each.toString(16).padStart(2, "0")).join("");
    const socket = new WebSocket(address, access.token ? [PROTOCOL, `altinn-mock.token.${digits}`] : [PROTOCOL]);
    socket.onopen = () => {
      wait = 250;
      onStatus("live");
    };
    socket.onmessage = ({ data }) => onChange(JSON.parse(data));
    socket.onclose = async () => {
      const status = await fetch(`${ROOT}_mock/ready`, {
        cache: "no-store", headers: access.token ? { Authorization: `Bearer ${access.token}` } : {},
      }).then((answer) => answer.status, () => 0);
      if (status === 401) {
        onStatus("locked");
        return;
      }
      onStatus("gone");
      setTimeout(open, wait);
      wait = Math.min(wait * 2, 4000);
    };
  };
  open();
  return open;
}
