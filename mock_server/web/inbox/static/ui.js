// Small parts that the page is made of.
import { html, useEffect, useRef, useState } from "../vendor/htm-preact-standalone.js";
import { go, href } from "./address.js";
import { instant, isoSecond, shortTime } from "./format.js";
import { has, t } from "./texts.js";

export function Button({ variant = "secondary", children, color, ...rest }) {
  return html`<button type="button" class="ds-button" data-variant=${variant} data-color=${color} data-size="sm" ...${rest}>${children}</button>`;
}

/** Another place of this page; the browser's own ways to open it work as for any link. */
export function Place({ to, children, replace, ...rest }) {
  const follow = (event) => {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to, { replace });
  };
  return html`<a href=${href(to)} onClick=${follow} ...${rest}>${children}</a>`;
}

export function Tag({ color, children, ...rest }) {
  return html`<span class="ds-tag" data-size="sm" data-color=${color} ...${rest}>${children}</span>`;
}

export function Time({ at, form = shortTime }) {
  const moment = typeof at === "string" ? instant(at) : at;
  if (!Number.isFinite(moment)) return html`<span>${t("unknownTime")}</span>`;
  const utc = typeof at === "string" ? at : isoSecond(at);
  return html`<time dateTime=${utc} title=${utc}>${form(moment)}</time>`;
}

/** A text of somebody else: isolated for direction, cut by the style, whole as title. */
export function Other({ text, lang, ...rest }) {
  return html`<bdi title=${text} lang=${lang} ...${rest}>${text}</bdi>`;
}

/** Return the text of that name with `node` in the place of {slot}. */
export function around(name, slot, node, values = {}) {
  const [before, after] = t(name, { ...values, [slot]: "\u0000" }).split("\u0000");
  return [before, node, after];
}

/** Tabs as ARIA has them: arrows move, one is in the tab order. */
export function Tabs({ name, label, tabs, chosen, onChoose, children, ...rest }) {
  const list = useRef();
  const move = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = tabs.findIndex((each) => each.id === chosen);
    const next = Number.isFinite(step) ? (at + step + tabs.length) % tabs.length : step < 0 ? 0 : tabs.length - 1;
    onChoose(tabs[next].id);
    list.current.children[next].focus();
  };
  return html`<div class="ds-tabs" data-size="sm" ...${rest}>
    <div role="tablist" aria-label=${label} ref=${list} onKeyDown=${move}>
      ${tabs.map((each) => html`<button type="button" role="tab" id="${name}-${each.id}" key=${each.id}
        aria-selected=${String(each.id === chosen)} aria-controls="${name}-panel" tabindex=${each.id === chosen ? 0 : -1}
        onClick=${() => onChoose(each.id)}>${each.text}${each.count === undefined ? null : html` <span class="count">${each.count}</span>`}</button>`)}
    </div>
    <div role="tabpanel" id="${name}-panel" aria-labelledby="${name}-${chosen}" tabindex="-1">${children}</div>
  </div>`;
}

export function Field({ label, children, ...rest }) {
  return html`<label class="field" ...${rest}><span>${label}</span>${children}</label>`;
}

export function Input(props) {
  return html`<input class="ds-input" data-size="sm" ...${props} />`;
}

export function Select({ options, value, ...rest }) {
  return html`<select class="ds-input" data-size="sm" value=${value} ...${rest}>
    ${options.map(([code, text]) => html`<option value=${code} key=${code} selected=${code === value}>${text}</option>`)}
  </select>`;
}

export function Switch({ label, checked, onChange, ...rest }) {
  return html`<label class="switch"><input type="checkbox" role="switch" class="ds-input" checked=${checked}
    onChange=${(event) => onChange(event.currentTarget.checked)} ...${rest} /> <span>${label}</span></label>`;
}

export function Notice({ color = "info", children, ...rest }) {
  return html`<div class="ds-alert notice" data-color=${color} data-size="sm" ...${rest}>${children}</div>`;
}

export function Problem({ error }) {
  if (!error) return null;
  return html`<${Notice} color="danger" role="alert">${t("failed", { detail: error.message })}<//>`;
}

/** A form whose answer is shown below it; `submit` gets what was written. */
export function Form({ submit, children, action = t("save"), done = t("saved"), ...rest }) {
  const [state, setState] = useState({});
  const send = async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    setState({ busy: true });
    try {
      const said = await submit(Object.fromEntries(new FormData(form)), form);
      setState({ said: said ?? done });
    } catch (error) {
      setState({ error });
    }
  };
  return html`<form onSubmit=${send} ...${rest}>${children}
    <div class="actions"><${Button} type="submit" variant="primary" disabled=${state.busy}>${action}<//></div>
    <div role="status">${state.said ? html`<${Notice} color="success">${state.said}<//>` : null}</div>
    <${Problem} error=${state.error} />
  </form>`;
}

/** A button that does something and says so when it cannot. */
export function Action({ run, children, done, ...rest }) {
  const [state, setState] = useState({});
  const click = async () => {
    setState({ busy: true });
    try {
      await run();
      setState({ said: done });
    } catch (error) {
      setState({ error });
    }
  };
  return html`<${Button} onClick=${click} disabled=${state.busy} ...${rest}>${children}<//>
    ${state.said ? html`<span role="status">${state.said}</span>` : null}<${Problem} error=${state.error} />`;
}

export function Code({ text, label, lang }) {
  return html`<pre class="code" tabindex="0" role="region" aria-label=${label} lang=${lang}><bdi>${text}</bdi></pre>`;
}

export const json = (value) => JSON.stringify(value, null, 2);

export function useTitle(title) {
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** Return word and colour of a message's fate. */
export function fate(message) {
  const { result, route } = message;
  if (!result) return [t("result_none"), "neutral"];
  if (result.startsWith("Failed")) return [t("result_failed", { why: result.replace(/^Failed_?/, "") || "Failed" }), "danger"];
  if (route === "simulator") return [t("simulator"), "warning"];
  return [has(`result_${result}`) ? t(`result_${result}`) : result, "success"];
}

export const reason = (name) => (has(`reason_${name}`) ? t(`reason_${name}`) : name);

/** Return whom something is for. */
export function whom({ to, recipient = {} }) {
  return recipient?.name || to || recipient?.organizationNumber || recipient?.nationalIdentityNumber || recipient?.externalIdentity || t("nobody");
}

export const channelName = (channel) => (channel ? t(channel) : "");
