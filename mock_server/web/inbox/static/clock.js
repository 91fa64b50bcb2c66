// The clock bar: where the clock stands, what comes next, and moving it.
import { html, useEffect, useRef, useState } from "../vendor/htm-preact-standalone.js";
import { get, post, put, remove, Refused } from "./api.js";
import { refreshOpen, useResource } from "./data.js";
import { fromLocal, instant, isoSecond, localValue, longDate, shortTime, timeOfDay, timeWithSeconds } from "./format.js";
import { t } from "./texts.js";
import { around, Button, Field, Form, Input, Problem, Select, Time, whom } from "./ui.js";

const SPEEDS = [1, 10, 60, 600, 3600];
const STEPS = [["m1", "PT1M"], ["h1", "PT1H"], ["d1", "P1D"], ["d7", "P7D"]];

/** Return the clock's present instant: a running clock is followed without asking. */
export function useNow(clock) {
  const [now, setNow] = useState(NaN);
  useEffect(() => {
    if (!clock) return undefined;
    const told = instant(clock.now), read = performance.now();
    const present = () => (clock.mode === "running" ? told + (performance.now() - read) * clock.speed : told);
    setNow(present());
    if (clock.mode !== "running") return undefined;
    const timer = setInterval(() => setNow(present()), 1000);
    return () => clearInterval(timer);
  }, [clock?.now, clock?.mode, clock?.speed]);
  return now;
}

/** Move the clock so that the move can be undone. The server adds a checkpoint to each forward move of
    a frozen clock only: not to a running one, nor where the next message is due at this very instant. */
export async function moveClock(clock, how) {
  const asked = how.until ? await get("clock") : null;
  const isDueNow = asked?.nextMessageAt && instant(asked.nextMessageAt) <= instant(asked.now);
  if (clock?.mode === "running" || isDueNow) {
    await post("checkpoints").catch((error) => {
      if (!(error instanceof Refused)) throw error;
    });
  }
  const { counts } = await post("clock/advance", { ...how, answer: "counts" });
  return counts.emails || counts.sms ? t("moved", counts) : t("movedNothing");
}

export const checkpoints = () => get("checkpoints").catch(() => []);

export function ClockBar({ clock, now, counts, onSay }) {
  const [isSetting, setSetting] = useState(false);
  const [state, setState] = useState({});
  const opener = useRef();
  const points = useResource("checkpoints", checkpoints);
  const last = points.data?.at(-1);
  const run = async (work) => {
    setState({ busy: true });
    try {
      onSay(await work());
      setState({});
    } catch (error) {
      setState({ error });
    }
    refreshOpen(["clock", "checkpoints", "list", "timeline", "why"], { now: true });
  };
  const move = (how) => run(() => moveClock(clock, how));
  const undo = () => run(async () => {
    await post(`checkpoints/${encodeURIComponent(last.id)}/restore`);
    await remove(`checkpoints/${encodeURIComponent(last.id)}`).catch(() => {});
    return t("undone", { when: shortTime(instant(last.at)) });
  });
  const isRunning = clock?.mode === "running";
  const nothingComes = counts && counts.pending === 0;
  return html`<section class="clock-bar" aria-label=${t("clock")}>
    <div class="clock-face">
      <h2 class="clock-now">${Number.isFinite(now) ? html`<${Time} at=${now} form=${longDate} /> <span class="clock-time"><${Time} at=${now} form=${isRunning ? timeWithSeconds : timeOfDay} /></span>` : t("loading")}
        ${clock ? html` <small>${t(isRunning ? "isRunning" : "isFrozen")}</small>` : null}</h2>
      <p class="clock-next"><${Next} clock=${clock} nothing=${nothingComes} /></p>
    </div>
    <div class="clock-buttons">
      <${Button} variant="tertiary" onClick=${() => run(() => put("clock", { mode: isRunning ? "frozen" : "running" }).then(() => ""))}>${isRunning ? t("freeze") : t("run")}<//>
      ${isRunning ? html`<${Select} aria-label=${t("speed")} value=${String(clock.speed)}
        options=${[...new Set([...SPEEDS, clock.speed])].map((each) => [String(each), t("speedTimes", { n: each })])}
        onChange=${(event) => run(() => put("clock", { speed: Number(event.currentTarget.value) }).then(() => ""))} />` : null}
      ${STEPS.map(([name, by]) => html`<${Button} key=${name} disabled=${state.busy} onClick=${() => move({ by })}>${t(name)}<//>`)}
      <${Button} variant="primary" disabled=${state.busy} onClick=${() => move({ until: "nextMessage" })}>${t("nextMessage")}<//>
      <${Button} variant="tertiary" aria-expanded=${String(isSetting)} ref=${opener} onClick=${() => setSetting(!isSetting)}>${t("setClock")}<//>
      <${Button} variant="tertiary" disabled=${!last || state.busy} onClick=${undo}
        title=${last ? t("undoHint", { when: shortTime(instant(last.at)) }) : undefined}>${t("undo")}<//>
    </div>
    ${isSetting ? html`<${Form} class="inline-form" action=${t("move")} done="" submit=${async ({ at }) => {
      await move({ to: isoSecond(fromLocal(at)) });
      setSetting(false);
      return "";
    }}><${Field} label=${t("setClockTo")}><${Input} type="datetime-local" name="at" required defaultValue=${localValue(now)} value=${localValue(now)} /><//><//>` : null}
    <${Problem} error=${state.error} />
  </section>`;
}

function Next({ clock, nothing }) {
  const at = clock?.nextMessageAt;
  const first = useResource(`list pending first`, at && !nothing ? () => get("pending?view=summary&limit=1") : null);
  if (!clock) return null;
  if (!at) return t("nextNothing");
  const next = first.data?.notifications?.[0];
  const when = html`<${Time} at=${at} />`;
  if (!next || next.expectedSendTime !== at) return around("nextMessageAt", "when", when);
  const [line, , end] = around("nextMessageLine", "when", when, { what: t(`kind_${next.kind}`), who: "\u0001" });
  const [before, after] = line.split("\u0001");
  return html`${before}<bdi>${whom(next)}</bdi>${after}${when}${end}`;
}
