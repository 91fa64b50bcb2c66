// Past and coming events on a line, and as the list that a keyboard and a screen reader use.
import { html, useRef, useState } from "../vendor/htm-preact-standalone.js";
import { get, query } from "./api.js";
import { refreshOpen, useResource } from "./data.js";
import { dayAndMonth, instant, isoSecond, shortTime, fromLocal, wallClock } from "./format.js";
import { t } from "./texts.js";
import { moveClock } from "./clock.js";
import { Button, Problem, Time } from "./ui.js";

const HOUR = 3_600_000, DAY = 24 * HOUR;
const BEFORE = 2 * DAY, LONGEST = 40 * DAY, SHORTEST = 5 * DAY;
const MOST_EVENTS = 150;
const LABEL = 0.12; // of the line, which a label needs

/** Return a reader of what has happened last and what comes next. */
const reader = (now) => async () => {
  const at = isoSecond(now.current), before = isoSecond(now.current - BEFORE);
  const [past, coming] = await Promise.all([
    get(`timeline${query({ from: before, to: at, order: "newest", limit: MOST_EVENTS })}`),
    get(`timeline${query({ from: at, limit: MOST_EVENTS })}`),
  ]);
  return [...past.events.filter((each) => !each.coming), ...coming.events.filter((each) => each.coming)];
};

/** Return where the line begins and ends. */
function span(now, events) {
  const times = events.map((each) => instant(each.at));
  const start = Math.max(now - BEFORE, Math.min(now - DAY / 2, ...times));
  const last = Math.max(...times.filter((each) => each <= now + LONGEST), now);
  return [start, Math.max(last + (last - start) * 0.05, start + SHORTEST)];
}

/** Return the shaded hours and the beginnings of days between start and end. */
function days(start, end, opens, closes) {
  const found = [];
  for (let at = start - DAY; at < end + DAY; at += DAY) {
    const { year, month, day } = wallClock(at);
    const date = `${year}-${month}-${day}`;
    found.push({ at: fromLocal(`${date}T00:00`), from: fromLocal(`${date}T${opens}`), to: fromLocal(`${date}T${closes}`) });
  }
  return found;
}

export function Timeline({ clock, now, settings, onSay }) {
  const [isOpen, setOpen] = useState(false);
  const [error, setError] = useState(null);
  const latest = useRef(now);
  latest.current = now;
  const { data } = useResource("timeline", Number.isFinite(now) ? reader(latest) : null);
  const events = data ?? [];
  const moveTo = async (at) => {
    setError(null);
    try {
      onSay(await moveClock(clock, { to: typeof at === "string" ? at : isoSecond(at) }));
    } catch (problem) {
      setError(problem);
    }
    refreshOpen(null, { now: true });
  };
  return html`<section class="timeline" aria-label=${t("timeline")}>
    <${Button} variant="tertiary" aria-expanded=${String(isOpen)} onClick=${() => setOpen(!isOpen)}>${t("timeline")}<//>
    ${Number.isFinite(now) ? html`<${Strip} now=${now} events=${events} settings=${settings} moveTo=${moveTo} />` : null}
    ${isOpen ? html`<${EventList} events=${events} moveTo=${moveTo} />` : null}
    <${Problem} error=${error} />
  </section>`;
}

function Strip({ now, events, settings, moveTo }) {
  const [start, end] = span(now, events);
  const at = (moment) => `${(((moment - start) / (end - start)) * 100).toFixed(3)}%`;
  const inside = (moment) => moment >= start && moment <= end;
  const window = settings?.smsWindow ?? { opens: "09:00", closes: "17:00" };
  const found = days(start, end, window.opens, window.closes);
  const step = Math.ceil(found.length / 12);
  const click = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    const moment = start + ((event.clientX - box.left) / box.width) * (end - start);
    if (moment > now) moveTo(Math.round(moment / 60000) * 60000);
  };
  const groups = new Map(); // Events of the same place on the line are one mark.
  for (const each of events) {
    const moment = instant(each.at);
    if (!inside(moment)) continue;
    const place = Math.round(((moment - start) / (end - start)) * 300) + (each.coming ? "c" : "p");
    groups.set(place, [...(groups.get(place) ?? []), each]);
  }
  const labels = [];
  for (const each of events) {
    const place = (instant(each.at) - start) / (end - start);
    if (each.coming && place < 1 - LABEL && place - (labels.at(-1)?.place ?? 0) > LABEL) labels.push({ place, at: each.at });
  }
  return html`<div class="strip" aria-hidden="true" onClick=${click}>
    ${found.map(({ from, to }) => from < end && to > start ? html`<i class="sms-hours" key=${from} title=${t("smsHours")}
      style=${{ left: at(Math.max(from, start)), width: `${((Math.min(to, end) - Math.max(from, start)) / (end - start)) * 100}%` }}></i>` : null)}
    ${found.map((day, index) => inside(day.at) ? html`<i class="day" key=${day.at} style=${{ left: at(day.at) }}></i>
      ${index % step === 0 && day.at < end - (end - start) * 0.03 ? html`<span class="day-name" style=${{ left: at(day.at + 12 * HOUR) }}>${dayAndMonth(day.at)}</span>` : null}` : null)}
    ${[...groups].map(([place, group]) => html`<b key=${place} class=${group[0].coming ? "mark coming" : "mark"} style=${{ left: at(instant(group[0].at)) }}
      title=${group.slice(0, 8).map((each) => `${shortTime(instant(each.at))}: ${each.text}`).join("\n")}
      onClick=${(event) => {
        event.stopPropagation();
        if (group[0].coming) moveTo(group[0].at);
      }}></b>`)}
    ${labels.map((each) => html`<span key=${each.at} class="mark-name" style=${{ left: `${each.place * 100}%` }}>${shortTime(instant(each.at))}</span>`)}
    <b class="present" style=${{ left: at(now) }}><span>${t("now")}</span></b>
  </div>`;
}

function EventList({ events, moveTo }) {
  if (!events.length) return html`<p>${t("timelineEmpty")}</p>`;
  const coming = events.filter((each) => each.coming), past = events.filter((each) => !each.coming);
  return html`<ol class="events" tabindex="0" aria-label=${t("timeline")}>${[...coming, ...past].map((each, index) => html`<li key=${index} class=${each.coming ? "coming" : ""}>
    <${Time} at=${each.at} /> ${each.coming ? html`<em>${t("coming")}</em> ` : null}<bdi>${each.text}</bdi>
    ${each.coming ? html` <${Button} variant="tertiary" onClick=${() => moveTo(each.at)}>${t("goHere")}<//>` : null}
  </li>`)}</ol>`;
}
