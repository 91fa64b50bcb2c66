/* Keeps the page up to date with the control API.

   Messages are untrusted: they become text of cloned templates (textContent), never markup. */
"use strict";

const PAGE_SIZE = 100;
const MAX_UNSENT = 200;
const TOKEN_KEY = "altinn-mock control token";
const byId = (id) => document.getElementById(id);

const state = {
  messages: [], // oldest first, as the server lists them
  indexes: new Map(), // the index of each message, by its id
  texts: [], // the text that the filter searches, one for each message
  filter: byId("text").value.toLowerCase(),
  page: 1,
  selected: "", // the query of the entry in the pane
  clock: null,
  busy: false,
};

/* --- requests --- */

class TokenRequiredError extends Error {}

async function send(method, path, body, signal) {
  const headers = {};
  const token = sessionStorage.getItem(TOKEN_KEY);
  if (token !== null) headers.Authorization = `Bearer ${asBytes(token)}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await fetch(path, {
    method, headers, signal, cache: "no-store",
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (response.status === 401) {
    askForToken();
    throw new TokenRequiredError();
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Error(problem.detail || `${path} responded ${response.status}`);
  }
  return response;
}

const get = async (path) => (await send("GET", path)).json();

/* Header values are bytes; the server decodes them as UTF-8. */
const asBytes = (text) => String.fromCharCode(...new TextEncoder().encode(text));

function askForToken() {
  if (sessionStorage.getItem(TOKEN_KEY) !== null) showStatus("The server rejected this token.", "bad");
  sessionStorage.removeItem(TOKEN_KEY);
  setOpen(false);
  byId("token").focus();
}

function setOpen(isOpen) {
  for (const id of ["world", "clock", "advance"]) byId(id).hidden = !isOpen;
  byId("token-form").hidden = isOpen;
}

function showStatus(text, status = "") {
  byId("status").textContent = text;
  byId("status").dataset.status = status;
}

function showError(error) {
  if (!(error instanceof TokenRequiredError)) showStatus(error.message, "bad");
}

/* --- texts: the same functions as in rendering.py --- */

function textAt(item, path) {
  const value = path.split(".").reduce((parent, name) => parent?.[name], item);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value === null || value === undefined ? "" : String(value);
}

const firstOf = (item, paths) => paths.map((path) => textAt(item, path)).find(Boolean) || "";

const texts = {
  summaryLine(item) {
    const text = textAt(item, "subject").trim() || textAt(item, "body").trim();
    return text.slice(0, 160) || "(no text)";
  },
  recipientOf(item) {
    const numbers = ["nationalIdentityNumber", "organizationNumber", "externalIdentity"];
    return firstOf(item, ["to", ...numbers.map((name) => `recipient.${name}`)]);
  },
};

function statusClass(item) {
  if (textAt(item, "result").startsWith("Failed")) return "bad";
  return item.reached ? "good" : "neutral";
}

const explanationId = (item) =>
  firstOf(item, ["shipmentId", "correspondenceId", "instanceId", "id"]);

const OSLO = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Europe/Oslo", dateStyle: "short", timeStyle: "medium",
});
const norwegianTime = (instant) => (instant ? OSLO.format(new Date(instant)) : "");

function* textsOf(value) {
  if (typeof value === "string") yield value;
  else if (value && typeof value === "object") {
    for (const each of Object.values(value)) yield* textsOf(each);
  }
}

/* --- templates --- */

const copyOf = (name) => document.importNode(byId(name).content, true);

function fillTemplate(name, item) {
  const part = copyOf(name);
  for (const element of part.querySelectorAll("[data-field]")) {
    element.textContent = textAt(item, element.dataset.field);
    hideEmpty(element);
  }
  for (const element of part.querySelectorAll("[data-text]")) {
    element.textContent = texts[element.dataset.text](item);
  }
  for (const element of part.querySelectorAll("[data-time]")) {
    const at = textAt(item, element.dataset.time);
    element.textContent = norwegianTime(at);
    element.dateTime = element.title = at;
    hideEmpty(element);
  }
  for (const element of part.querySelectorAll("[data-status]")) {
    element.dataset.status = statusClass(item);
  }
  for (const link of part.querySelectorAll("a[data-open]")) {
    const kind = link.dataset.open;
    const id = kind === "message" ? item.id : explanationId(item);
    if (id) link.setAttribute("href", `?${kind}=${encodeURIComponent(id)}`);
    else link.removeAttribute("href");
  }
  return part;
}

function hideEmpty(element) {
  if (element.parentElement?.tagName === "DD") {
    element.closest("div").hidden = element.textContent === "";
  }
}

function fillList(part, name, lines) {
  part.querySelector(`[data-list="${name}"]`).replaceChildren(
    ...lines.map((text) => {
      const line = document.createElement("li");
      line.textContent = text;
      return line;
    }),
  );
}

/* --- the lists --- */

function addOrUpdate(message) {
  const index = state.indexes.get(message.id) ?? state.messages.length;
  state.indexes.set(message.id, index);
  state.messages[index] = message;
  state.texts[index] = [...textsOf(message)].join("\n").toLowerCase();
}

async function load() {
  const { messages } = await get("_mock/inbox");
  state.messages = [];
  state.indexes.clear();
  state.texts = [];
  messages.forEach(addOrUpdate);
  draw();
}

let isDrawing = false;

function drawSoon() {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    draw();
  });
}

function draw() {
  const matching = [];
  for (let index = state.messages.length - 1; index >= 0; index -= 1) {
    if (state.texts[index].includes(state.filter)) matching.push(state.messages[index]);
  }
  const pages = Math.max(1, Math.ceil(matching.length / PAGE_SIZE));
  state.page = Math.min(state.page, pages);
  const start = (state.page - 1) * PAGE_SIZE;
  const page = matching.slice(start, start + PAGE_SIZE);

  fillRows("inbox-rows", page.map((message) => fillTemplate("message-row", message)));
  byId("inbox-count").textContent = state.messages.length;
  byId("inbox-empty").hidden = matching.length > 0;
  byId("inbox-empty").textContent = state.messages.length
    ? "No messages match the filter."
    : "No messages sent yet. Place an order, then advance the clock.";
  byId("pager").hidden = pages < 2;
  byId("newer").hidden = state.page <= 1;
  byId("older").hidden = state.page >= pages;
  byId("range").textContent = `${start + 1}–${start + page.length} of ${matching.length}`;
}

/* Replaces the rows; a row that has the focus keeps it. */
function fillRows(id, rows) {
  const body = byId(id);
  const active = body.contains(document.activeElement) ? document.activeElement.search : null;
  body.replaceChildren(...rows);
  if (active) linkTo(body, active)?.focus({ preventScroll: true });
  markSelected();
}

const selectedLink = () => document.querySelector('.lists tr[aria-current="true"] a');

const linkTo = (body, query) =>
  [...body.querySelectorAll("a[data-open]")].find((link) => link.search === query);

function markSelected() {
  for (const link of document.querySelectorAll(".lists a[data-open]")) {
    const isSelected = state.selected !== "" && link.search === state.selected;
    if (isSelected) link.closest("tr").setAttribute("aria-current", "true");
    else link.closest("tr").removeAttribute("aria-current");
  }
}

function showUnsent(name, notifications) {
  const rows = notifications.slice(0, MAX_UNSENT).map((each) => fillTemplate(`${name}-row`, each));
  fillRows(`${name}-rows`, rows);
  byId(`${name}-count`).textContent = notifications.length;
  byId(`${name}-empty`).hidden = notifications.length > 0;
  byId(`${name}-more`).hidden = notifications.length <= MAX_UNSENT;
}

/* --- clock, pending and suppressed messages --- */

function showTime(now, mode) {
  byId("norway").textContent = norwegianTime(now);
  byId("norway").dateTime = now;
  byId("utc").textContent = now.replace(/\.\d+/, "");
  const speed = state.clock?.speed ?? 1;
  byId("mode").textContent = mode === "running" && speed !== 1 ? `${mode} × ${speed}` : mode;
  byId("mode").dataset.mode = mode;
}

function showClock(clock) {
  state.clock = clock;
  showTime(clock.now, clock.mode);
  byId("next").textContent = norwegianTime(clock.nextEventAt) || "none";
  byId("events").textContent = clock.pendingEvents;
  byId("to-next").disabled = state.busy || clock.nextEventAt === null;
}

async function refresh() {
  showClock(await get("_mock/clock"));
  showUnsent("pending", (await get("_mock/pending")).notifications);
  showUnsent("suppressed", (await get("_mock/suppressed")).notifications);
}

/* One refresh at a time; the pause after it grows with its duration. */
let refreshing = null;
let isStale = false;

function refreshSoon() {
  if (refreshing) {
    isStale = true;
    return;
  }
  const startedAt = performance.now();
  isStale = false;
  refreshing = refresh()
    .catch(showError)
    .then(() => pause(Math.max(200, 3 * (performance.now() - startedAt))))
    .then(() => {
      refreshing = null;
      if (isStale) refreshSoon();
    });
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/* The stream has no events for new orders and deleted messages. */
async function poll() {
  for (;;) {
    await pause(2000);
    if (!document.hidden && !byId("world").hidden) await checkForChanges().catch(() => {});
  }
}

async function checkForChanges() {
  const clock = await get("_mock/clock");
  const [oldest] = (await get("_mock/inbox?limit=1")).messages;
  if (oldest?.id !== state.messages[0]?.id) await load();
  const before = state.clock;
  const isSame = before && before.pendingEvents === clock.pendingEvents
    && before.nextEventAt === clock.nextEventAt;
  if (!isSame) refreshSoon();
}

async function advance(button) {
  const by = button.dataset.advance;
  setBusy(true);
  showStatus("Advancing the clock …");
  try {
    const target = by === "nextEvent" ? { until: by } : { by };
    const { events, messages } = await (
      await send("POST", "_mock/clock/advance", target)
    ).json();
    showStatus(`${counted(messages.length, "message")} sent, ${counted(events.length, "event")} in total.`);
  } catch (error) {
    showError(error);
  }
  setBusy(false);
  refreshSoon();
  button.focus();
}

const counted = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

function setBusy(isBusy) {
  state.busy = isBusy;
  for (const each of document.querySelectorAll("[data-advance]")) each.disabled = isBusy;
}

/* --- the pane --- */

async function showPane() {
  const query = new URLSearchParams(location.search);
  const messageId = query.get("message");
  const message = messageId === null ? null : state.messages[state.indexes.get(messageId)];
  const id = message ? explanationId(message) : query.get("explain");
  if (!message && !id) {
    state.selected = "";
    byId("pane").replaceChildren(copyOf("empty-pane"));
    markSelected();
    return;
  }
  state.selected = `?${message ? "message" : "explain"}=${encodeURIComponent(message ? messageId : id)}`;
  const requested = state.selected;

  const part = message
    ? fillTemplate("message-pane", message)
    : copyOf("explanation-pane");
  if (message) await completeMessage(part, message);
  part.querySelector("[data-explained]").textContent = id;
  const decisions = (await get(`_mock/explain/${encodeURIComponent(id)}`)).decisions;
  part.querySelector("[data-decisions]").replaceChildren(
    ...decisions.map((each) => fillTemplate("decision", each)),
  );
  if (requested !== state.selected) return; // another entry has been selected meanwhile
  byId("pane").replaceChildren(part);
  if (byId("pane").dataset.selected !== requested) byId("pane").scrollTop = 0;
  byId("pane").dataset.selected = requested;
  markSelected();
}

async function completeMessage(part, message) {
  const id = encodeURIComponent(message.id);
  fillList(part, "warnings", message.warnings);
  fillList(part, "attachments", message.attachments.map((each) => `${each.filename} (${each.mimeType})`));
  const eml = part.querySelector("[data-eml]");
  eml.hidden = message.channel !== "email";
  eml.querySelector("a").href = `_mock/inbox/${id}.eml`;
  const isHtml = message.contentType === "Html";
  part.querySelector("[data-html]").hidden = !isHtml;
  part.querySelector("[data-source]").open = !isHtml;
  if (isHtml) {
    const { key } = await get(`_inbox/keys/${id}`);
    part.querySelector("iframe").src = `_inbox/bodies/${id}?key=${key}`;
  }
}

/* A link cannot send the token, so the file is fetched first. */
async function download(link) {
  const content = await (await send("GET", link.getAttribute("href"))).blob();
  const copy = document.createElement("a");
  copy.href = URL.createObjectURL(content);
  copy.download = decodeURIComponent(link.getAttribute("href").split("/").pop());
  copy.click();
  URL.revokeObjectURL(copy.href);
}

/* --- event stream --- */

async function* eventsOf(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\r\n\r\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const lines = block.split("\r\n");
      const of = (field) =>
        lines.find((line) => line.startsWith(`${field}: `))?.slice(field.length + 2);
      if (of("event")) yield { name: of("event"), item: JSON.parse(of("data")) };
    }
  }
}

async function handleEvent({ name, item }) {
  if (name === "message" || name === "result") {
    addOrUpdate(item);
    drawSoon();
    if (state.selected === `?message=${encodeURIComponent(item.id)}`) showPane().catch(showError);
  } else if (name === "clock") {
    showTime(item.now, item.mode);
  } else {
    await load();
    showPane().catch(showError);
  }
  refreshSoon();
}

async function follow() {
  const closing = new AbortController();
  addEventListener("pagehide", () => closing.abort(), { once: true });
  for (;;) {
    try {
      const stream = await send("GET", "_mock/inbox/stream", undefined, closing.signal);
      setOpen(true);
      showStatus("");
      await load();
      await showPane().catch(showError);
      await refresh();
      document.body.dataset.script = "following";
      for await (const event of eventsOf(stream.body)) await handleEvent(event);
    } catch (error) {
      if (error instanceof TokenRequiredError || closing.signal.aborted) return;
    }
    showStatus("The server does not respond; retrying …", "bad");
    await pause(2000);
  }
}

async function showWorlds() {
  const names = (await get("_mock/worlds")).map((world) => world.name);
  const { world, root } = document.body.dataset;
  const others = names.filter((name) => name !== world).slice(-50);
  byId("world-list").replaceChildren(
    ...others.map((name) => {
      const line = document.createElement("li");
      const link = document.createElement("a");
      link.href = name === "default" ? root : `${root}w/${encodeURIComponent(name)}/`;
      link.textContent = name;
      line.append(link);
      return line;
    }),
  );
  byId("worlds").hidden = others.length === 0;
}

/* --- user input --- */

function open(link) {
  history.pushState(null, "", link.search + location.hash);
  showPane()
    .then(() => byId("pane").scrollIntoView({ block: "nearest" }))
    .catch(showError);
}

function showList() {
  const names = ["inbox", "pending", "suppressed"];
  const selected = names.find((name) => location.hash === `#${name}`) || "inbox";
  for (const name of names) byId(name).hidden = name !== selected;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${selected}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function turnPage(event, by) {
  event.preventDefault();
  state.page += by;
  draw();
  byId("inbox").scrollIntoView({ block: "start" });
}

function onClick(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const row = event.target.closest(".lists tbody tr");
  const link = event.target.closest("a[data-open]") || row?.querySelector("a[data-open]");
  const eml = event.target.closest("[data-eml] a");
  if (link?.hasAttribute("href") && String(getSelection()) === "") {
    event.preventDefault();
    open(link);
  } else if (eml && sessionStorage.getItem(TOKEN_KEY) !== null) {
    event.preventDefault();
    download(eml).catch(showError);
  }
}

/* Up and down select a row, right moves to the pane, Escape back, "/" to the filter. */
function onKey(event) {
  const active = document.activeElement;
  const row = active.closest(".lists tbody tr");
  const isTyping = active.tagName === "INPUT";
  let target = null;
  if (row && event.key === "ArrowDown") target = row.nextElementSibling?.querySelector("a");
  else if (row && event.key === "ArrowUp") target = row.previousElementSibling?.querySelector("a");
  else if (row && event.key === "ArrowRight") target = byId("pane");
  else if (event.key === "Escape" && byId("pane").contains(active)) target = selectedLink();
  else if (event.key === "/" && !isTyping) target = byId("text");
  if (target) {
    target.focus();
    event.preventDefault();
  }
}

function onFilter() {
  state.filter = byId("text").value.toLowerCase();
  state.page = 1;
  drawSoon();
}

function start() {
  document.body.dataset.script = "yes";
  const page = Number(new URLSearchParams(location.search).get("page"));
  if (Number.isInteger(page) && page > 0) state.page = page;
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  addEventListener("hashchange", showList);
  addEventListener("popstate", () => showPane().catch(showError));
  byId("newer").addEventListener("click", (event) => turnPage(event, -1));
  byId("older").addEventListener("click", (event) => turnPage(event, 1));
  byId("text").addEventListener("input", onFilter);
  byId("filter").addEventListener("submit", (event) => {
    event.preventDefault();
    onFilter();
  });
  for (const each of document.querySelectorAll("[data-advance]")) {
    each.addEventListener("click", () => advance(each));
  }
  byId("token-form").addEventListener("submit", (event) => {
    event.preventDefault();
    sessionStorage.setItem(TOKEN_KEY, byId("token").value);
    byId("token").value = "";
    connect();
  });
  poll();
  addEventListener("pageshow", (event) => {
    if (event.persisted) connect();
  });
  showList();
  connect();
}

function connect() {
  if (document.body.dataset.locked === "yes" && sessionStorage.getItem(TOKEN_KEY) === null) {
    askForToken();
    return;
  }
  follow();
  showWorlds().catch(showError);
}

start();
