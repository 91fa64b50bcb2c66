// Instants in Norwegian wall-clock time, and a few other things as a person reads them.
import { language } from "./texts.js";

const ZONE = "Europe/Oslo";
const made = new Map();

function formatter(options) {
  const locale = language.current === "nb" ? "nb-NO" : "en-GB";
  const key = locale + JSON.stringify(options);
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options }));
  return made.get(key);
}

const SHORT = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };

export const shortTime = (at) => formatter(SHORT).format(at).replace(/ kl\. ?/, ", ");
export const longDate = (at) => formatter({ weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(at);
export const timeOfDay = (at) => formatter({ hour: "2-digit", minute: "2-digit" }).format(at);
export const timeWithSeconds = (at) => formatter({ hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(at);
export const dayAndMonth = (at) => formatter({ day: "numeric", month: "numeric" }).format(at);

/** Return the milliseconds of an instant as the API writes it. */
export const instant = (text) => (text ? Date.parse(text) : NaN);

/** Return year, month, day, hour and minute on the Norwegian wall clock. */
export function wallClock(at) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).formatToParts(at);
  return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
}

/** Return the value of an input of type datetime-local. */
export function localValue(at) {
  const { year, month, day, hour, minute } = wallClock(at);
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

/** Return the instant that a wall clock in Norway shows as `text` (yyyy-mm-ddThh:mm). */
export function fromLocal(text) {
  const wanted = Date.parse(`${text}Z`);
  let at = wanted;
  for (let round = 0; round < 2; round += 1) at -= Date.parse(`${localValue(at)}Z`) - wanted;
  return at;
}

export const isoSecond = (at) => new Date(at).toISOString();

export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

export const number = (value) => new Intl.NumberFormat(language.current === "nb" ? "nb-NO" : "en-GB").format(value);
