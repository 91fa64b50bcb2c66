// One message: how it looks, what it is made of, the order behind it, and why it went as it did.
import { html, useEffect, useRef, useState } from "../vendor/htm-preact-standalone.js";
import { go, NOTHING_CHOSEN } from "./address.js";
import { call, get, query } from "./api.js";
import { lastFew, useResource } from "./data.js";
import { size } from "./format.js";
import { segments } from "./sms.js";
import { t } from "./texts.js";
import { around, Button, channelName, Code, fate, json, Notice, Other, Place, Problem, Tabs, Tag, Time, whom } from "./ui.js";

const BIG = 1_000_000; // characters of a body that is not shown unasked
const FIRST = 200_000;
const WIDTHS = { phone: 390, tablet: 768 };
const bodies = lastFew(3);

/** Return a message without its body. */
async function summary(id) {
  const path = `inbox/${encodeURIComponent(id)}`;
  return get(`${path}?view=summary`).catch((error) => (error.status === 400 ? get(path) : Promise.reject(error)));
}

export function MessagePane({ chosen }) {
  const id = chosen.message;
  const { data: message, error } = useResource(`message ${id}`, () => summary(id));
  if (error?.status === 404) return html`<${Notice} color="warning" role="status">${t("unknownMessage", { id })}<//>`;
  if (error) return html`<${Problem} error=${error} />`;
  if (!message) return html`<p class="hint">${t("loading")}</p>`;
  return html`<${Message} message=${message} chosen=${chosen} />`;
}

function Message({ message, chosen }) {
  const isEmail = message.channel === "email";
  const views = ["view", "text", "source", "headers", ...(isEmail ? ["attachments"] : []), "order", "why"];
  const view = views.includes(chosen.view) ? chosen.view : "view";
  const [tag, color] = fate(message);
  const attachments = message.attachments?.length;
  const View = { view: isEmail ? Look : Sms, text: Text, source: Source, headers: Headers, attachments: Attachments, order: OrderOfMessage, why: Why }[view];
  return html`<article class="detail">
    <h2 class="detail-title" dir="auto" lang=""><bdi>${isEmail ? message.subject || t("noText") : `SMS ${t("toLine")} ${whom(message)}`}</bdi></h2>
    <p class="detail-meta"><${Tag} color=${color}>${tag}<//> ${t("toLine")} <strong><bdi>${whom(message)}</bdi></strong>
      ${message.to && message.to !== whom(message) ? html` <bdi class="subtle">${message.to}</bdi>` : null} <span class="subtle">${channelName(message.channel)}</span> <span class="subtle"><${Time} at=${message.sentAt} /></span>
      ${isEmail ? html` <${Download} id=${message.id} />` : null}</p>
    ${message.warnings?.length ? html`<${Notice} color="warning"><strong>${t("warnings")}</strong><ul>${message.warnings.map((each) => html`<li><bdi>${each}</bdi></li>`)}</ul><//>` : null}
    <${Tabs} name="views" label=${t("views")} chosen=${view} onChoose=${(id) => go({ view: id === "view" ? "" : id }, { replace: true })}
      tabs=${views.map((id) => ({ id, text: t(id), count: id === "attachments" ? attachments : undefined }))}>
      <${View} key=${message.id} message=${message} id=${message.id} chosen=${chosen} />
    <//>
  </article>`;
}

function Download({ id }) {
  const save = async (event) => {
    event.preventDefault();
    const answer = await call("GET", `_mock/inbox/${encodeURIComponent(id)}.eml`, undefined, { raw: true });
    saveAs(await answer.blob(), `${id}.eml`);
  };
  return html`<a class="ds-link" href="_mock/inbox/${encodeURIComponent(id)}.eml" download onClick=${save}>${t("downloadEml")}</a>`;
}

export function saveAs(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function useBody(id) {
  const [state, setState] = useState({});
  useEffect(() => {
    let isOpen = true;
    bodies(id, () => get(`inbox/${encodeURIComponent(id)}`)).then(
      (message) => isOpen && setState({ body: message.body ?? "" }),
      (error) => isOpen && setState({ error }),
    );
    return () => {
      isOpen = false;
    };
  }, [id]);
  return state;
}

function Cut({ text, label, lang = "" }) {
  const [all, setAll] = useState(false);
  const isCut = text.length > FIRST && !all;
  return html`${isCut ? html`<p>${t("cut")} <${Button} variant="tertiary" onClick=${() => setAll(true)}>${t("showAll")} (${size(text.length)})<//></p>` : null}
    <${Code} text=${isCut ? text.slice(0, FIRST) : text} label=${label} lang=${lang} />`;
}

function Look({ message, chosen }) {
  return message.contentType === "Html" ? html`<${Frame} message=${message} chosen=${chosen} />` : html`<${PlainText} id=${message.id} />`;
}

function PlainText({ id }) {
  const { body, error } = useBody(id);
  if (error) return html`<${Problem} error=${error} />`;
  if (body === undefined) return html`<p class="hint">${t("loading")}</p>`;
  const shown = body.slice(0, FIRST);
  return html`<div class="plain-mail" dir="auto" lang="">${shown || t("noText")}</div>${shown.length < body.length ? html`<p>${t("cut")}</p>` : null}`;
}

/** An e-mail in HTML, in a frame in which no script runs and from which nothing is fetched. */
function Frame({ message, chosen }) {
  const [address, setAddress] = useState("");
  const [error, setError] = useState(null);
  const [height, setHeight] = useState(240);
  const [link, setLink] = useState("");
  const [isWanted, setWanted] = useState(!(message.bodyLength > BIG));
  const frame = useRef();
  const width = chosen.width in WIDTHS ? chosen.width : "full";
  useEffect(() => {
    if (!isWanted) return undefined;
    let isOpen = true;
    call("GET", `_inbox/keys/${encodeURIComponent(message.id)}`).then(
      ({ key }) => isOpen && setAddress(`_inbox/bodies/${encodeURIComponent(message.id)}?key=${key}`),
      (problem) => isOpen && setError(problem),
    );
    return () => {
      isOpen = false;
    };
  }, [message.id, isWanted]);
  const measure = () => {
    const inner = frame.current?.contentDocument?.documentElement;
    if (!inner) return;
    frame.current.style.height = "100px";
    const wanted = Math.min(Math.max(inner.scrollHeight + 2, 120), 20_000);
    frame.current.style.height = `${wanted}px`;
    setHeight(wanted);
  };
  const loaded = () => {
    measure();
    const inner = frame.current?.contentDocument;
    const stop = (event) => {
      const target = event.composedPath().find((each) => /^(a|area)$/i.test(each.localName ?? ""));
      if (!target) return;
      event.preventDefault();
      setLink(target.getAttribute("href") ?? target.getAttribute("xlink:href") ?? "");
    };
    for (const kind of ["click", "auxclick"]) inner?.addEventListener(kind, stop, true);
    inner?.addEventListener("submit", (event) => event.preventDefault(), true);
  };
  useEffect(measure, [width, address]);
  if (error) return html`<${Problem} error=${error} />`;
  if (!isWanted) return html`<p>${t("big", { size: size(message.bodyLength) })} <${Button} onClick=${() => setWanted(true)}>${t("showAnyway")}<//></p>`;
  return html`<div class="widths" role="group" aria-label=${t("width")}><span class="subtle">${t("width")}</span>
      ${["phone", "tablet", "full"].map((each) => html`<${Button} key=${each} aria-pressed=${String(each === width)} variant=${each === width ? "primary" : "secondary"}
        onClick=${() => go({ width: each === "full" ? "" : each }, { replace: true })}>${t(each)}<//>`)}</div>
    ${link ? html`<${Notice} role="status">${around("linkLeads", "url", html`<bdi>${link}</bdi>`)}<//>` : null}
    <div class="frame-box">${address ? html`<iframe ref=${frame} class="mail-frame" sandbox="allow-same-origin" referrerpolicy="no-referrer" title=${t("frameTitle")}
      src=${address} onLoad=${loaded} style=${{ height: `${height}px`, width: width in WIDTHS ? `${WIDTHS[width]}px` : "100%" }}></iframe>` : html`<p class="hint">${t("loading")}</p>`}</div>`;
}

function Sms({ message, id }) {
  const { body, error } = useBody(id);
  if (error) return html`<${Problem} error=${error} />`;
  if (body === undefined) return html`<p class="hint">${t("loading")}</p>`;
  const { encoding, length, parts } = segments(body);
  return html`<div class="handset"><p class="subtle"><bdi>${message.from}</bdi></p>
      ${parts.map((part, index) => html`<p key=${index} class="bubble" dir="auto" lang="">${part}</p>
        ${index < parts.length - 1 ? html`<p class="border">${t("segment", { n: index + 2, count: parts.length })}</p>` : null}`)}</div>
    <p class="subtle">${t("segmentsLine", { platform: message.segments ?? "–", handset: parts.length, encoding, length })}</p>`;
}

function Text({ id }) {
  const { body, error } = useBody(id);
  if (error) return html`<${Problem} error=${error} />`;
  return body === undefined ? html`<p class="hint">${t("loading")}</p>` : html`<${Cut} text=${body} label=${t("text")} />`;
}

const sources = lastFew(2);

function Source({ message, id }) {
  const isEmail = message.channel === "email";
  const [state, setState] = useState({});
  useEffect(() => {
    let isOpen = true;
    const path = `_mock/inbox/${encodeURIComponent(id)}${isEmail ? ".eml" : ""}`;
    sources(path, () => call("GET", path, undefined, { raw: true }).then((answer) => answer.text())).then(
      (text) => isOpen && setState({ text: isEmail ? text : json(JSON.parse(text)) }),
      (error) => isOpen && setState({ error }),
    );
    return () => {
      isOpen = false;
    };
  }, [id]);
  if (state.error) return html`<${Problem} error=${state.error} />`;
  return state.text === undefined ? html`<p class="hint">${t("loading")}</p>` : html`<${Cut} text=${state.text} label=${t("source")} />`;
}

const LEFT_OUT = new Set(["body", "attachments", "warnings", "preview", "bodyLength"]);

function Headers({ message }) {
  const rows = Object.entries(message).flatMap(([name, value]) =>
    LEFT_OUT.has(name) ? [] : value && typeof value === "object" ? Object.entries(value).map(([inner, each]) => [`${name}.${inner}`, each]) : [[name, value]]);
  return html`<div class="table-box" tabindex="0" role="region" aria-label=${t("headers")}><table class="ds-table" data-size="sm"><thead><tr><th scope="col">${t("field")}</th><th scope="col">${t("value")}</th></tr></thead>
    <tbody>${rows.map(([name, value]) => html`<tr key=${name}><th scope="row">${name}</th><td>${value === null || value === undefined ? "–" : html`<bdi>${String(value)}</bdi>`}</td></tr>`)}</tbody></table></div>`;
}

function Attachments({ message }) {
  if (!message.attachments?.length) return html`<p>${t("noAttachments")}</p>`;
  return html`<ul class="plain">${message.attachments.map((each, index) => html`<li key=${index}><${Other} text=${each.filename} /> <span class="subtle"><bdi>${each.mimeType}</bdi>${each.size ? `, ${size(each.size)}` : ""}</span></li>`)}</ul>`;
}

function OrderOfMessage({ message }) {
  if (!message.shipmentId) return html`<p>${t("noOrder")}</p>`;
  return html`<${OrderView} id=${message.shipmentId} />`;
}

export function OrderPane({ chosen }) {
  const view = chosen.view === "order" ? "order" : "why";
  return html`<article class="detail"><h2 class="detail-title"><bdi>${chosen.order}</bdi></h2>
    <${Tabs} name="views" label=${t("views")} chosen=${view} onChoose=${(id) => go({ view: id }, { replace: true })}
      tabs=${["order", "why"].map((id) => ({ id, text: t(id) }))}>
      ${view === "order" ? html`<${OrderView} key=${chosen.order} id=${chosen.order} />` : html`<${Why} key=${chosen.order} id=${chosen.order} />`}
    <//></article>`;
}

/** Find the order of a shipment, be it the first of its chain or a reminder. */
async function orderOf(id) {
  const { orders } = await get(`orders${query({ q: id, limit: 5 })}`);
  return orders.find((each) => each.shipmentId === id || each.orderChainId === id || each.reminders?.some((other) => other.shipmentId === id)) ?? null;
}

function OrderView({ id }) {
  const { data, error } = useResource(`list order ${id}`, async () => ({ found: await orderOf(id) }));
  if (error) return html`<${Problem} error=${error} />`;
  if (!data) return html`<p class="hint">${t("loading")}</p>`;
  const order = data.found;
  if (!order) return html`<${Notice} color="warning">${t("unknownOrder", { id })}<//>`;
  const chain = [order, ...(order.reminders ?? [])];
  return html`<p>${t("orderOf", { creator: order.creator })}, <${Time} at=${order.createdAt} /></p>
    <h3>${t("chain")}</h3>
    <ul class="plain">${chain.map((each, index) => html`<li key=${each.shipmentId ?? index}>
      <${Place} class="ds-link" to=${{ ...NOTHING_CHOSEN, order: each.shipmentId ?? "", view: "order" }} aria-current=${each.shipmentId === id ? "true" : undefined}>${index ? t("kind_Reminder") : t("firstOfChain")}<//>
      ${" "}<${Time} at=${each.requestedSendTime} /> <${Tag} color="neutral">${(each.status ?? `HTTP ${order.rejectedStatus}`).replace(/^Order_/, "")}<//></li>`)}</ul>
    <h3>${t("statusFromApi")}</h3><${StatusFromApi} id=${id} order=${order} />
    <h3>${t("requestAsPlaced")}</h3><${Cut} text=${json(order.request)} label=${t("requestAsPlaced")} lang="en" />`;
}

/** What the platform tells the order's own creator; the call is one like any other, and is listed. */
function StatusFromApi({ id, order }) {
  const [state, setState] = useState({});
  const ask = async () => {
    try {
      const scopes = ["altinn:serviceowner/notifications.create"];
      const { access_token: token } = await call("POST", "_mock/tokens", { org: order.creator, scopes });
      const headers = { Authorization: `Bearer ${token}` };
      setState({ status: await call("GET", `notifications/api/v1/future/shipment/${id}`, undefined, { headers }) });
    } catch (error) {
      setState({ error });
    }
  };
  return html`<p><${Button} onClick=${ask}>${t("askStatus")}<//></p><${Problem} error=${state.error} />
    ${state.status ? html`<${Code} text=${json(state.status)} label=${t("statusFromApi")} lang="en" />` : null}`;
}

const rulesRead = { promise: null };
const rules = () => (rulesRead.promise ??= call("GET", "_inbox/rules").catch(() => ({})));

/** What was decided, in order, and what is expected; it follows the clock. */
export function Why({ id, message }) {
  const subject = message ? message.shipmentId || message.correspondenceId || message.instanceId || id : id;
  const { data, error } = useResource(`why ${subject}`, () => get(`explain/${encodeURIComponent(subject)}`));
  const [texts, setTexts] = useState({});
  useEffect(() => {
    let isOpen = true;
    rules().then((found) => isOpen && setTexts(found));
    return () => {
      isOpen = false;
    };
  }, []);
  if (error?.status === 404) return html`<${Notice} color="warning" role="status">${t("unknownOrder", { id: subject })}<//>`;
  if (error) return html`<${Problem} error=${error} />`;
  if (!data) return html`<p class="hint">${t("loading")}</p>`;
  if (!data.decisions.length) return html`<p>${t("nothingDecided")}</p>`;
  return html`<ol class="decisions" lang="en">${data.decisions.map((each, index) => html`<li key=${index} class=${each.coming ? "coming" : ""}>
    <p class="subtle"><${Time} at=${each.at} />${each.coming ? html` <em>${t("coming")}</em>` : null}${each.recipient ? html` · <bdi>${each.recipient}</bdi>` : null}</p>
    <p><strong><bdi>${each.what}</bdi></strong></p><p>${around("because", "because", html`<bdi>${each.because}</bdi>`)}</p>
    ${each.rule ? html`<details class="rule"><summary>${t("rule")}: ${each.rule}</summary><p>${texts[each.rule] ?? each.rule}</p></details>` : null}
  </li>`)}</ol>`;
}

export function RequestPane({ chosen }) {
  const id = chosen.request;
  const { data, error } = useResource(`request ${id}`, async () => {
    const { requests } = await get(`requests${query({ q: id, order: "newest", limit: 200 })}`);
    return { found: requests.find((each) => each.id === id) ?? null };
  });
  if (error) return html`<${Problem} error=${error} />`;
  if (!data) return html`<p class="hint">${t("loading")}</p>`;
  const request = data.found;
  if (!request) return html`<${Notice} color="warning" role="status">${t("unknownRequest")}<//>`;
  const shown = (value) => (typeof value === "string" ? value : json(value));
  return html`<article class="detail"><h2 class="detail-title"><bdi>${request.method} ${request.path}</bdi></h2>
    <p class="detail-meta"><${Tag} color=${request.status < 400 ? "success" : "danger"}>${String(request.status ?? "–")}<//> <span class="subtle"><${Time} at=${request.at} /></span> <bdi>${request.creator ?? ""}</bdi></p>
    ${request.why ? html`<${Notice} color="warning"><bdi>${request.why}</bdi><//>` : null}
    <h3>${t("requestBody")}</h3><${Cut} text=${request.body === null ? "–" : shown(request.body)} label=${t("requestBody")} />
    <h3>${t("response")}</h3><${Cut} text=${request.response === null ? "–" : shown(request.response)} label=${t("response")} />
    <h3>${t("requestHeaders")}</h3><${Cut} text=${json(request.headers)} label=${t("requestHeaders")} /></article>`;
}
