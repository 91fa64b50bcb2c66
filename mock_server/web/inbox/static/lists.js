// The lists on the left: what was sent, is on its way, will not arrive; orders and requests.
import { html, useRef, useState, useEffect } from "../vendor/htm-preact-standalone.js";
import { go, NOTHING_CHOSEN } from "./address.js";
import { listFetcher, MOST, PAGE, useResource } from "./data.js";
import { number } from "./format.js";
import { t } from "./texts.js";
import { Button, channelName, fate, Notice, Other, Place, Problem, reason, Tabs, Tag, Time, whom } from "./ui.js";

export const TABS = ["sent", "pending", "suppressed", "orders", "requests"];
const COUNTS = { sent: "inbox", pending: "pending", suppressed: "suppressed", orders: "orders", requests: "requests" };

export function Lists({ chosen, counts }) {
  const tab = TABS.includes(chosen.tab) ? chosen.tab : "sent";
  const count = (name) => {
    const value = counts?.[COUNTS[name]];
    if (value === undefined) return "";
    return name === "pending" && counts.estimated ? t("estimated", { n: number(value) }) : number(value);
  };
  const tabs = TABS.map((id) => ({ id, text: t(id), count: count(id) }));
  return html`<section class="lists" aria-label=${t("lists")}>
    <${Tabs} name="lists" label=${t("lists")} tabs=${tabs} chosen=${tab} onChoose=${(id) => go({ tab: id === "sent" ? "" : id, ...NOTHING_CHOSEN })}>
      <${List} key=${`${tab} ${chosen.q}`} tab=${tab} chosen=${chosen} />
    <//>
  </section>`;
}

function List({ tab, chosen }) {
  const [wanted, setWanted] = useState(PAGE);
  const { data, error } = useResource(`list ${tab} ${wanted} ${chosen.q}`, listFetcher(tab, chosen.q, wanted));
  const [kept, setKept] = useState(null); // A longer page is on its way: the shorter one stays.
  useEffect(() => {
    if (data) setKept(data);
  }, [data]);
  const shown = data ?? kept;
  const box = useRef();
  const walk = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const rows = [...box.current.querySelectorAll("a")];
    const next = rows[rows.indexOf(document.activeElement) + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  };
  if (error && !shown) return html`<${Problem} error=${error} />`;
  if (!shown) return html`<p class="hint">${t("loading")}</p>`;
  if (!shown.items.length) return html`<p class="hint">${chosen.q ? t("nothingFound", { q: chosen.q }) : t(`empty_${tab}`)}</p>`;
  const Row = { sent: SentRow, pending: PendingRow, suppressed: SuppressedRow, orders: OrderRow, requests: RequestRow }[tab];
  return html`${error ? html`<${Problem} error=${error} />` : null}
    <ul class="rows" ref=${box} onKeyDown=${walk}>${shown.items.map((each, index) => html`<${Row} key=${rowKey(each, index)} item=${each} chosen=${chosen} />`)}</ul>
    <p class="hint">${t("page", { shown: number(shown.items.length), count: number(shown.count) })}
      ${shown.items.length < shown.count ? (wanted < MOST ? html` <${Button} variant="tertiary" onClick=${() => setWanted(wanted + PAGE)}>${t("showMore")}<//>` : html` ${t("bound")}`) : null}</p>`;
}

const rowKey = (item, index) => item.id ?? item.notificationId ?? `${item.shipmentId ?? item.at}/${item.to ?? ""}/${item.channel ?? ""}/${index}`;

function Row({ to, isChosen, first, channel, second, lang, at, tag, color }) {
  return html`<li><${Place} to=${to} class="row" aria-current=${isChosen ? "true" : undefined}>
    <span class="row-who"><${Other} text=${first} />${channel ? html` <span class="row-channel">${channel}</span>` : null}</span>
    <span class="row-when"><${Time} at=${at} /></span>
    <span class="row-what"><${Other} text=${second} lang=${lang} /></span>
    <span class="row-result">${tag ? html`<${Tag} color=${color}>${tag}<//>` : null}</span>
  <//></li>`;
}

const textOf = (item) => (item.subject || item.preview || item.body || "").trim().slice(0, 300) || t("noText");

function SentRow({ item, chosen }) {
  const [tag, color] = fate(item);
  return html`<${Row} to=${{ ...NOTHING_CHOSEN, message: item.id, view: chosen.message ? chosen.view : "" }} isChosen=${chosen.message === item.id}
    first=${whom(item)} channel=${channelName(item.channel)} second=${textOf(item)} lang="" at=${item.sentAt} tag=${tag} color=${color} />`;
}

const heldId = (item) => item.shipmentId || item.correspondenceId || item.instanceId || "";

function PendingRow({ item, chosen }) {
  return html`<${Row} to=${{ ...NOTHING_CHOSEN, order: heldId(item), view: "why" }} isChosen=${heldId(item) && chosen.order === heldId(item)}
    first=${whom(item)} channel=${channelName(item.channel)} second=${textOf(item)} lang="" at=${item.expectedSendTime} tag=${reason(item.reason)} color="info" />`;
}

function SuppressedRow({ item, chosen }) {
  return html`<${Row} to=${{ ...NOTHING_CHOSEN, order: heldId(item), view: "why" }} isChosen=${heldId(item) && chosen.order === heldId(item)}
    first=${whom(item)} channel=${channelName(item.channel)} second=${textOf(item)} lang="" at=${item.since} tag=${reason(item.reason)} color="warning" />`;
}

function OrderRow({ item, chosen }) {
  const count = item.reminders?.length ?? 0;
  const reminders = count === 1 ? t("oneReminder") : count ? t("reminders", { n: count }) : "";
  return html`<${Row} to=${{ ...NOTHING_CHOSEN, order: item.shipmentId ?? "", view: "order" }} isChosen=${item.shipmentId && chosen.order === item.shipmentId}
    first=${item.sendersReference || item.shipmentId || item.creator} channel=${item.creator} second=${[item.source, item.type, reminders].filter(Boolean).join(" · ")}
    at=${item.createdAt} tag=${item.status ? item.status.replace(/^Order_/, "") : `HTTP ${item.rejectedStatus ?? "–"}`} color=${item.status ? "neutral" : "danger"} />`;
}

function RequestRow({ item, chosen }) {
  const isBad = !item.status || item.status >= 400;
  return html`<${Row} to=${{ ...NOTHING_CHOSEN, request: item.id }} isChosen=${chosen.request === item.id}
    first=${`${item.method} ${item.path}`} second=${item.why || (item.unmatched ? t("unmatched") : item.creator ?? "")} at=${item.at}
    tag=${String(item.status ?? "–")} color=${isBad ? "danger" : "success"} />`;
}
