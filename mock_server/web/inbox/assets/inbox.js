/* Keeps the page up to date by the control API.

   What was sent is hostile: it becomes text of cloned templates (textContent), never markup. */
"use strict";

const PAGE_SIZE = 100;
const MOST_HELD = 200;
const TOKEN = "altinn-mock control token";
const byId = (id) => document.getElementById(id);

const state = {
  messages: [], // oldest first, as the server lists them
  places: new Map(), // where a message stands, by its id
  texts: [], // what the filter looks in, in step with the messages
  filter: byId("text").value.toLowerCase(),
  page: 1,
  shown: "", // the query that the pane shows
  clock: null,
  busy: false,
};

/* --- asking the server --- */

class TokenWanted extends Error {}

async function ask(method, path, body, signal) {
  const headers = {};
  const token = sessionStorage.getItem(TOKEN);
  if (token !== null) headers.Authorization = `Bearer ${asBytes(token)}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, {
    method, headers, signal, cache: "no-store",
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (answer.status === 401) {
    askForToken();
    throw new TokenWanted();
  }
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Error(problem.detail || `${path} answered ${answer.status}`);
  }
  return answer;
}

const get = async (path) => (await ask("GET", path)).json();

/* A header takes bytes; the server reads them as UTF-8. */
const asBytes = (text) => String.fromCharCode(...new TextEncoder().encode(text));

function askForToken() {
  if (sessionStorage.getItem(TOKEN) !== null) say("The server does not know this token.", "bad");
  sessionStorage.removeItem(TOKEN);
  setOpen(false);
  byId("token").focus();
}

function setOpen(isOpen) {
  for (const id of ["world", "clock", "advance"]) byId(id).hidden = !isOpen;
  byId("token-form").hidden = isOpen;
}

function say(text, tone = "") {
  byId("status").textContent = text;
  byId("status").dataset.tone = tone;
}

function sayProblem(error) {
  if (!(error instanceof TokenWanted)) say(error.message, "bad");
}

/* --- words: the same as in writing.py --- */

function textAt(item, path) {
  const value = path.split(".").reduce((found, name) => found?.[name], item);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value === null || value === undefined ? "" : String(value);
}

const firstOf = (item, paths) => paths.map((path) => textAt(item, path)).find(Boolean) || "";

const words = {
  headline(item) {
    const said = textAt(item, "subject").trim() || textAt(item, "body").trim();
    return said.slice(0, 160) || "(no text)";
  },
  whom(item) {
    const numbers = ["nationalIdentityNumber", "organizationNumber", "externalIdentity"];
    return firstOf(item, ["to", ...numbers.map((name) => `recipient.${name}`)]);
  },
};

function toneOf(item) {
  if (textAt(item, "result").startsWith("Failed")) return "bad";
  return item.reached ? "good" : "so-so";
}

const explainedBy = (item) =>
  firstOf(item, ["shipmentId", "correspondenceId", "instanceId", "id"]);

const OSLO = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Europe/Oslo", dateStyle: "short", timeStyle: "medium",
});
const norway = (instant) => (instant ? OSLO.format(new Date(instant)) : "");

function* textsOf(value) {
  if (typeof value === "string") yield value;
  else if (value && typeof value === "object") {
    for (const each of Object.values(value)) yield* textsOf(each);
  }
}

/* --- filling the templates --- */

const copyOf = (name) => document.importNode(byId(name).content, true);

function filled(name, item) {
  const part = copyOf(name);
  for (const spot of part.querySelectorAll("[data-field]")) {
    spot.textContent = textAt(item, spot.dataset.field);
    hideEmpty(spot);
  }
  for (const spot of part.querySelectorAll("[data-word]")) {
    spot.textContent = words[spot.dataset.word](item);
  }
  for (const spot of part.querySelectorAll("[data-time]")) {
    const at = textAt(item, spot.dataset.time);
    spot.textContent = norway(at);
    spot.dateTime = spot.title = at;
    hideEmpty(spot);
  }
  for (const spot of part.querySelectorAll("[data-tone]")) spot.dataset.tone = toneOf(item);
  for (const link of part.querySelectorAll("a[data-open]")) {
    const kind = link.dataset.open;
    const id = kind === "message" ? item.id : explainedBy(item);
    if (id) link.setAttribute("href", `?${kind}=${encodeURIComponent(id)}`);
    else link.removeAttribute("href");
  }
  return part;
}

function hideEmpty(spot) {
  if (spot.parentElement?.tagName === "DD") {
    spot.closest("div").hidden = spot.textContent === "";
  }
}

function listed(part, name, texts) {
  part.querySelector(`[data-list="${name}"]`).replaceChildren(
    ...texts.map((text) => {
      const line = document.createElement("li");
      line.textContent = text;
      return line;
    }),
  );
}

/* --- the lists --- */

function put(message) {
  const place = state.places.get(message.id) ?? state.messages.length;
  state.places.set(message.id, place);
  state.messages[place] = message;
  state.texts[place] = [...textsOf(message)].join("\n").toLowerCase();
}

async function load() {
  const { messages } = await get("_mock/inbox");
  state.messages = [];
  state.places.clear();
  state.texts = [];
  messages.forEach(put);
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
  const fitting = [];
  for (let place = state.messages.length - 1; place >= 0; place -= 1) {
    if (state.texts[place].includes(state.filter)) fitting.push(state.messages[place]);
  }
  const pages = Math.max(1, Math.ceil(fitting.length / PAGE_SIZE));
  state.page = Math.min(state.page, pages);
  const start = (state.page - 1) * PAGE_SIZE;
  const page = fitting.slice(start, start + PAGE_SIZE);

  fillRows("inbox-rows", page.map((message) => filled("message-row", message)));
  byId("inbox-count").textContent = state.messages.length;
  byId("inbox-empty").hidden = fitting.length > 0;
  byId("inbox-empty").textContent = state.messages.length
    ? "Nothing fits the filter."
    : "Nothing has left yet. Place an order, then let time pass.";
  byId("pager").hidden = pages < 2;
  byId("newer").hidden = state.page <= 1;
  byId("older").hidden = state.page >= pages;
  byId("range").textContent = `${start + 1}–${start + page.length} of ${fitting.length}`;
}

/* Rows are made anew; whoever stood on one of them still does. */
function fillRows(id, rows) {
  const body = byId(id);
  const active = body.contains(document.activeElement) ? document.activeElement.search : null;
  body.replaceChildren(...rows);
  if (active) linkTo(body, active)?.focus({ preventScroll: true });
  markShown();
}

const shownLink = () => document.querySelector('.lists tr[aria-current="true"] a');

const linkTo = (body, query) =>
  [...body.querySelectorAll("a[data-open]")].find((link) => link.search === query);

function markShown() {
  for (const link of document.querySelectorAll(".lists a[data-open]")) {
    const isShown = state.shown !== "" && link.search === state.shown;
    if (isShown) link.closest("tr").setAttribute("aria-current", "true");
    else link.closest("tr").removeAttribute("aria-current");
  }
}

function showHeld(name, notifications) {
  const rows = notifications.slice(0, MOST_HELD).map((each) => filled(`${name}-row`, each));
  fillRows(`${name}-rows`, rows);
  byId(`${name}-count`).textContent = notifications.length;
  byId(`${name}-empty`).hidden = notifications.length > 0;
  byId(`${name}-more`).hidden = notifications.length <= MOST_HELD;
}

/* --- the clock, and what has not left --- */

function showTime(now, mode) {
  byId("norway").textContent = norway(now);
  byId("norway").dateTime = now;
  byId("utc").textContent = now.replace(/\.\d+/, "");
  const speed = state.clock?.speed ?? 1;
  byId("mode").textContent = mode === "running" && speed !== 1 ? `${mode} × ${speed}` : mode;
  byId("mode").dataset.mode = mode;
}

function showClock(clock) {
  state.clock = clock;
  showTime(clock.now, clock.mode);
  byId("next").textContent = norway(clock.nextEventAt) || "none";
  byId("events").textContent = clock.pendingEvents;
  byId("to-next").disabled = state.busy || clock.nextEventAt === null;
}

async function showStanding() {
  showClock(await get("_mock/clock"));
  showHeld("pending", (await get("_mock/pending")).notifications);
  showHeld("suppressed", (await get("_mock/suppressed")).notifications);
}

/* One look at a time, and the longer it took, the longer until the next. */
let standing = null;
let isStale = false;

function standingSoon() {
  if (standing) {
    isStale = true;
    return;
  }
  const began = performance.now();
  isStale = false;
  standing = showStanding()
    .catch(sayProblem)
    .then(() => pause(Math.max(200, 3 * (performance.now() - began))))
    .then(() => {
      standing = null;
      if (isStale) standingSoon();
    });
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/* Orders that come in, and messages that are forgotten, are not told by the stream. */
async function glanceNowAndThen() {
  for (;;) {
    await pause(2000);
    if (!document.hidden && !byId("world").hidden) await glance().catch(() => {});
  }
}

async function glance() {
  const clock = await get("_mock/clock");
  const [oldest] = (await get("_mock/inbox?limit=1")).messages;
  if (oldest?.id !== state.messages[0]?.id) await load();
  const before = state.clock;
  const isSame = before && before.pendingEvents === clock.pendingEvents
    && before.nextEventAt === clock.nextEventAt;
  if (!isSame) standingSoon();
}

async function advance(button) {
  const by = button.dataset.advance;
  setBusy(true);
  say("Time passes …");
  try {
    const asked = by === "nextEvent" ? { until: by } : { by };
    const { events, messages } = await (
      await ask("POST", "_mock/clock/advance", asked)
    ).json();
    say(`${counted(messages.length, "message")} left, ${counted(events.length, "event")} in all.`);
  } catch (error) {
    sayProblem(error);
  }
  setBusy(false);
  standingSoon();
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
  const message = messageId === null ? null : state.messages[state.places.get(messageId)];
  const id = message ? explainedBy(message) : query.get("explain");
  if (!message && !id) {
    state.shown = "";
    byId("pane").replaceChildren(copyOf("empty-pane"));
    markShown();
    return;
  }
  state.shown = `?${message ? "message" : "explain"}=${encodeURIComponent(message ? messageId : id)}`;
  const mine = state.shown;

  const part = message
    ? filled("message-pane", message)
    : copyOf("explanation-pane");
  if (message) await completeMessage(part, message);
  part.querySelector("[data-explained]").textContent = id;
  const decisions = (await get(`_mock/explain/${encodeURIComponent(id)}`)).decisions;
  part.querySelector("[data-decisions]").replaceChildren(
    ...decisions.map((each) => filled("decision", each)),
  );
  if (mine !== state.shown) return; // something else has been chosen meanwhile
  byId("pane").replaceChildren(part);
  if (byId("pane").dataset.shown !== mine) byId("pane").scrollTop = 0;
  byId("pane").dataset.shown = mine;
  markShown();
}

async function completeMessage(part, message) {
  const id = encodeURIComponent(message.id);
  listed(part, "warnings", message.warnings);
  listed(part, "attachments", message.attachments.map((each) => `${each.filename} (${each.mimeType})`));
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

/* A link cannot show the token, so the file is fetched first. */
async function download(link) {
  const content = await (await ask("GET", link.getAttribute("href"))).blob();
  const copy = document.createElement("a");
  copy.href = URL.createObjectURL(content);
  copy.download = decodeURIComponent(link.getAttribute("href").split("/").pop());
  copy.click();
  URL.revokeObjectURL(copy.href);
}

/* --- what the server tells --- */

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

async function take({ name, item }) {
  if (name === "message" || name === "result") {
    put(item);
    drawSoon();
    if (state.shown === `?message=${encodeURIComponent(item.id)}`) showPane().catch(sayProblem);
  } else if (name === "clock") {
    showTime(item.now, item.mode);
  } else {
    await load();
    showPane().catch(sayProblem);
  }
  standingSoon();
}

async function follow() {
  const ending = new AbortController();
  addEventListener("pagehide", () => ending.abort(), { once: true });
  for (;;) {
    try {
      const stream = await ask("GET", "_mock/inbox/stream", undefined, ending.signal);
      setOpen(true);
      say("");
      await load();
      await showPane().catch(sayProblem);
      await showStanding();
      document.body.dataset.script = "following";
      for await (const event of eventsOf(stream.body)) await take(event);
    } catch (error) {
      if (error instanceof TokenWanted || ending.signal.aborted) return;
    }
    say("The server does not answer; trying again …", "bad");
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

/* --- what the reader does --- */

function open(link) {
  history.pushState(null, "", link.search + location.hash);
  showPane()
    .then(() => byId("pane").scrollIntoView({ block: "nearest" }))
    .catch(sayProblem);
}

function showList() {
  const names = ["inbox", "pending", "suppressed"];
  const chosen = names.find((name) => location.hash === `#${name}`) || "inbox";
  for (const name of names) byId(name).hidden = name !== chosen;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${chosen}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function turn(event, by) {
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
  } else if (eml && sessionStorage.getItem(TOKEN) !== null) {
    event.preventDefault();
    download(eml).catch(sayProblem);
  }
}

/* Up and down go from line to line, right to what is shown, Escape back, "/" to the filter. */
function onKey(event) {
  const active = document.activeElement;
  const row = active.closest(".lists tbody tr");
  const isTyping = active.tagName === "INPUT";
  let goal = null;
  if (row && event.key === "ArrowDown") goal = row.nextElementSibling?.querySelector("a");
  else if (row && event.key === "ArrowUp") goal = row.previousElementSibling?.querySelector("a");
  else if (row && event.key === "ArrowRight") goal = byId("pane");
  else if (event.key === "Escape" && byId("pane").contains(active)) goal = shownLink();
  else if (event.key === "/" && !isTyping) goal = byId("text");
  if (goal) {
    goal.focus();
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
  const wanted = Number(new URLSearchParams(location.search).get("page"));
  if (Number.isInteger(wanted) && wanted > 0) state.page = wanted;
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  addEventListener("hashchange", showList);
  addEventListener("popstate", () => showPane().catch(sayProblem));
  byId("newer").addEventListener("click", (event) => turn(event, -1));
  byId("older").addEventListener("click", (event) => turn(event, 1));
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
    sessionStorage.setItem(TOKEN, byId("token").value);
    byId("token").value = "";
    begin();
  });
  glanceNowAndThen();
  addEventListener("pageshow", (event) => {
    if (event.persisted) begin();
  });
  showList();
  begin();
}

function begin() {
  if (document.body.dataset.locked === "yes" && sessionStorage.getItem(TOKEN) === null) {
    askForToken();
    return;
  }
  follow();
  showWorlds().catch(sayProblem);
}

start();
