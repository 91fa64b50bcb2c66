// The page: joins its parts, and follows the world.
import { html, render, useEffect, useRef, useState } from "../vendor/htm-preact-standalone.js";
import { go, NOTHING_CHOSEN, onNavigate, read, WORLD, worldHref } from "./address.js";
import { follow, get, setToken } from "./api.js";
import { Beginning } from "./begin.js";
import { ClockBar, useNow } from "./clock.js";
import { refreshOpen, useResource } from "./data.js";
import { Lists } from "./lists.js";
import { MessagePane, OrderPane, RequestPane } from "./message.js";
import { SearchField } from "./search.js";
import { language, remember, setLanguage, t } from "./texts.js";
import { Timeline } from "./timeline.js";
import { Button, Field, Form, Input, Notice, Place, Switch, useTitle } from "./ui.js";
import { SECTIONS, WorldPane } from "./world.js";

const SHORTCUT = "altinn-mock.shortcut";
// Which of what is open a change may concern, by the kind of the change.
const CONCERNS = {
  message: ["list", "message", "why", "timeline", "clock"],
  result: ["list", "message", "why", "timeline"],
  order: ["list", "why", "timeline", "clock"],
  counts: ["list", "why", "timeline", "clock"],
  clock: ["list pending", "list suppressed", "why", "timeline", "clock", "checkpoints"],
  request: ["list requests"],
  reset: null,
};

function useChosen() {
  const [chosen, setChosen] = useState(read);
  useEffect(() => onNavigate(() => setChosen(read())), []);
  return chosen;
}

function useWorld() {
  const [status, setStatus] = useState("starting");
  const [told, setTold] = useState({ counts: null, clock: null });
  const again = useRef();
  useEffect(() => {
    again.current = follow({
      onStatus: (next) => {
        setStatus(next);
        if (next === "live") refreshOpen(null, { now: true });
      },
      onChange: (change) => {
        if (change.kind === "counts") setTold((known) => ({ ...known, counts: change }));
        if (change.kind === "reset") setTold((known) => ({ ...known, clock: null }));
        if (change.kind === "clock") setTold((known) => ({ ...known, clock: change }));
        if (change.kind in CONCERNS) refreshOpen(CONCERNS[change.kind]);
      },
    });
  }, []);
  return { status, ...told, reconnect: () => again.current() };
}

function App() {
  const chosen = useChosen();
  const world = useWorld();
  const [, redraw] = useState(0);
  const [said, say] = useState("");
  const asked = useResource("clock", world.status === "live" ? () => get("clock") : null);
  const settings = useResource("settings", world.status === "live" ? () => get("settings") : null);
  const clock = newer(asked.data, world.clock);
  const now = useNow(clock);
  useTitle(t("inboxOf", { world: WORLD }));
  useShortcuts();
  const isOpen = Boolean(chosen.message || chosen.order || chosen.request || chosen.section);
  const isEmpty = world.counts && !world.counts.orders && !world.counts.inbox && !world.counts.pending && !world.counts.suppressed;
  const switchLanguage = () => {
    setLanguage(language.current === "nb" ? "en" : "nb");
    redraw((count) => count + 1);
  };
  return html`<div class=${isOpen ? "page is-open" : "page"}>
    <a class="skip" href="#detail" onClick=${(event) => {
      event.preventDefault();
      document.getElementById("detail").focus();
    }}>${t("skip")}</a>
    <header class="top">
      <h1><a href=${worldHref(WORLD)} onClick=${(event) => {
        event.preventDefault();
        go({ ...NOTHING_CHOSEN, tab: "", q: "" });
      }}>altinn-mock</a></h1>
      <${Place} to=${{ ...NOTHING_CHOSEN, section: "worlds" }} class="ds-button world-name" data-variant="secondary" data-size="sm">${t("worlds")}: <bdi>${WORLD}</bdi><//>
      <${SearchField} key=${language.current} q=${chosen.q} />
      ${isEmpty && !isOpen ? null : html`<${Place} to=${{ ...NOTHING_CHOSEN, section: "new" }} class="ds-button" data-variant="secondary" data-size="sm">${t("newOrder")}<//>`}
      <${Button} variant="tertiary" lang=${language.current === "nb" ? "en" : "nb"} onClick=${switchLanguage}>${t("otherLanguage")}<//>
    </header>
    <div role="status" class="said">${said ? html`<p>${said}</p>` : null}</div>
    ${world.status === "gone" ? html`<${Notice} color="danger" role="alert">${t("gone")}<//>` : null}
    ${world.status === "locked" ? html`<${Locked} reconnect=${world.reconnect} />` : html`
      <div class="clock-and-line"><${ClockBar} clock=${clock} now=${now} counts=${world.counts} onSay=${say} />
      <${Timeline} clock=${clock} now=${now} settings=${settings.data} onSay=${say} /></div>
      <main class="main">
        <${Lists} chosen=${chosen} counts=${world.counts} />
        <section class="pane" id="detail" tabindex="-1" aria-label=${t("detail")}>
          ${isOpen ? html`<p class="back"><${Place} class="ds-link" to=${NOTHING_CHOSEN}>${t("back")}<//></p>` : null}
          <${Detail} key=${language.current} chosen=${chosen} isEmpty=${isEmpty} /></section>
      </main>
      <${Footer} chosen=${chosen} />`}
  </div>`;
}

/** Return the clock as it was told last; what the socket tells has no next message. */
function newer(asked, told) {
  if (!asked || !told) return asked ?? told;
  return { ...asked, ...told };
}

function Detail({ chosen, isEmpty }) {
  if (chosen.message) return html`<${MessagePane} key=${chosen.message} chosen=${chosen} />`;
  if (chosen.order) return html`<${OrderPane} key=${chosen.order} chosen=${chosen} />`;
  if (chosen.request) return html`<${RequestPane} key=${chosen.request} chosen=${chosen} />`;
  if (SECTIONS.includes(chosen.section)) return html`<${WorldPane} key=${chosen.section} section=${chosen.section} />`;
  if (chosen.section === "new" || isEmpty) return html`<${Beginning} isFirst=${isEmpty} />`;
  return html`<p class="hint">${t("chooseOne")}</p>`;
}

function Footer({ chosen }) {
  const [isOn, setOn] = useState(remember(SHORTCUT) !== "off");
  return html`<footer class="foot"><nav aria-label=${t("worldNav")}><ul>
      ${SECTIONS.map((each) => html`<li key=${each}><${Place} class="ds-link" to=${{ ...NOTHING_CHOSEN, section: each }} aria-current=${chosen.section === each ? "page" : undefined}>${t(each)}<//></li>`)}
      <li><a class="ds-link" href="_mock/docs">${t("apiDocs")}</a></li></ul></nav>
    <${Switch} label=${t("shortcutSwitch")} checked=${isOn} onChange=${(next) => {
      remember(SHORTCUT, next ? "on" : "off");
      setOn(next);
    }} /></footer>`;
}

function Locked({ reconnect }) {
  return html`<main class="locked" id="detail" tabindex="-1"><${Notice} color="info">${t("locked")}<//>
    <${Form} class="inline-form" action=${t("unlock")} done="" submit=${async ({ token }) => {
      setToken(token);
      await get("ready").catch((error) => {
        setToken("");
        throw error.status === 401 ? new Error(t("wrongToken")) : error;
      });
      reconnect();
      return "";
    }}><${Field} label=${t("token")}><${Input} name="token" type="password" autocomplete="off" required /><//><//></main>`;
}

/** `/` goes to the search, Escape closes what is open. */
function useShortcuts() {
  useEffect(() => {
    const press = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const isWriting = event.target.matches?.("input, textarea, select");
      if (event.key === "/" && !isWriting && remember(SHORTCUT) !== "off") {
        event.preventDefault();
        document.getElementById("search").focus();
      }
      if (event.key === "Escape" && !event.defaultPrevented && !isWriting) go(NOTHING_CHOSEN);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}

setLanguage(language.current);
render(html`<${App} />`, document.getElementById("app"));
