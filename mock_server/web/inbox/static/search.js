// One search for all lists; the fields of `q` are completed as one types.
import { html, useEffect, useRef, useState } from "../vendor/htm-preact-standalone.js";
import { go } from "./address.js";
import { t } from "./texts.js";

const FIELDS = ["to:", "channel:email", "channel:sms", "subject:", "text:", "from:", "creator:", "result:", "reached:true", "reached:false", "kind:Reminder", "kind:Notification", "source:", "route:", "sendersReference:", "shipmentId:", "orderChainId:", "correspondenceId:", "instanceId:", "after:", "before:"];
const PAUSE = 250;

export function SearchField({ q }) {
  const [text, setText] = useState(q);
  const timer = useRef(0);
  useEffect(() => setText(q), [q]);
  const write = (event) => {
    const { value } = event.currentTarget;
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => go({ q: value.trim() }, { replace: true }), PAUSE);
  };
  const clear = (event) => {
    if (event.key !== "Escape" || !text) return;
    event.preventDefault();
    setText("");
    go({ q: "" }, { replace: true });
  };
  const before = text.slice(0, text.lastIndexOf(" ") + 1), word = text.slice(before.length);
  const fitting = word ? FIELDS.filter((each) => each.toLowerCase().startsWith(word.replace(/^-/, "").toLowerCase()) && each !== word) : FIELDS;
  return html`<form class="search" role="search" onSubmit=${(event) => {
    event.preventDefault();
    clearTimeout(timer.current);
    go({ q: text.trim() });
  }}><input id="search" class="ds-input" data-size="sm" type="text" inputmode="search" autocomplete="off" aria-label=${t("search")} placeholder=${t("searchHint")}
      list="search-fields" value=${text} onInput=${write} onKeyDown=${clear} />
    <datalist id="search-fields">${fitting.map((each) => html`<option key=${each} value=${`${before}${word.startsWith("-") ? "-" : ""}${each}`}></option>`)}</datalist></form>`;
}
