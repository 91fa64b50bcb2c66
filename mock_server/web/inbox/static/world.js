// What a world is made of besides its messages: people, rules, checkpoints, and the other worlds.
import { html, useState } from "../vendor/htm-preact-standalone.js";
import { WORLD, worldHref } from "./address.js";
import { call, get, patch, post, put, remove } from "./api.js";
import { checkpoints } from "./clock.js";
import { refreshOpen, useResource } from "./data.js";
import { saveAs } from "./message.js";
import { t } from "./texts.js";
import { Action, Button, Field, Form, Input, json, Notice, Other, Problem, Select, Switch, Tag, Time } from "./ui.js";

export const SECTIONS = ["people", "organizations", "whitelist", "settings", "rules", "conditions", "checkpoints", "snapshot", "reset", "worlds"];

export function WorldPane({ section }) {
  const Section = { people: People, organizations: Organizations, whitelist: Whitelist, settings: Settings, rules: Rules, conditions: Conditions, checkpoints: Checkpoints, snapshot: Snapshot, reset: Reset, worlds: Worlds }[section];
  return html`<article class="detail"><h2 class="detail-title">${t(section)}</h2><${Section} /></article>`;
}

/** Read something and show it, or say why not. */
function Read({ name, path, show, fetcher }) {
  const { data, error, refresh } = useResource(`world ${name}`, fetcher ?? (() => get(path)));
  if (error) return html`<${Problem} error=${error} />`;
  return data === null ? html`<p class="hint">${t("loading")}</p>` : show(data, refresh);
}

const list = (text) => text.split(",").map((each) => each.trim()).filter(Boolean);
const orNull = (text) => text.trim() || null;

function People() {
  const [draft, setDraft] = useState({});
  const submit = async ({ nationalIdentityNumber, name, email, mobileNumber, language, isReserved }) => {
    const known = draft.nationalIdentityNumber === nationalIdentityNumber ? draft : {};
    await put(`directory/persons/${encodeURIComponent(nationalIdentityNumber)}`, {
      ...known, nationalIdentityNumber, name, email: orNull(email), mobileNumber: orNull(mobileNumber), language: orNull(language), isReserved: Boolean(isReserved),
    });
    refreshOpen(["world"], { now: true });
  };
  return html`<${Read} name="directory" path="directory" show=${({ persons }) => html`
    <ul class="cards">${persons.map((each) => html`<li key=${each.nationalIdentityNumber}>
      <p><strong><${Other} text=${each.name} /></strong> <span class="subtle">${each.nationalIdentityNumber}</span>${each.isReserved ? html` <${Tag} color="warning">${t("reason_reserved")}<//>` : null}</p>
      <p class="subtle"><bdi>${each.email ?? "–"}</bdi> · <bdi>${each.mobileNumber ?? "–"}</bdi></p>
      <${Button} aria-label=${`${t("change")} ${each.name}`} onClick=${() => setDraft(each)}>${t("change")}<//></li>`)}</ul>
    <h3>${t("addPerson")}</h3>
    <${Form} class="stack" key=${draft.nationalIdentityNumber ?? "new"} submit=${submit}>
      <${Field} label=${t("nin")}><${Input} name="nationalIdentityNumber" required inputmode="numeric" value=${draft.nationalIdentityNumber ?? ""} /><//>
      <${Field} label=${t("name")}><${Input} name="name" required value=${draft.name ?? ""} /><//>
      <${Field} label=${t("emailAddress")}><${Input} name="email" value=${draft.email ?? ""} /><//>
      <${Field} label=${t("mobile")}><${Input} name="mobileNumber" value=${draft.mobileNumber ?? ""} /><//>
      <${Field} label=${t("language")}><${Input} name="language" value=${draft.language ?? "nb"} /><//>
      <${Switch} label=${t("isReserved")} name="isReserved" checked=${draft.isReserved ?? false} onChange=${() => {}} />
    <//>`} />`;
}

function Organizations() {
  const [draft, setDraft] = useState({});
  const submit = async ({ organizationNumber, name, emailList, mobileNumberList }) => {
    const known = draft.organizationNumber === organizationNumber ? draft : {};
    await put(`directory/organizations/${encodeURIComponent(organizationNumber)}`, {
      ...known, organizationNumber, name, emailList: list(emailList), mobileNumberList: list(mobileNumberList),
    });
    refreshOpen(["world"], { now: true });
  };
  return html`<${Read} name="directory" path="directory" show=${({ organizations }) => html`
    <ul class="cards">${organizations.map((each) => html`<li key=${each.organizationNumber}>
      <p><strong><${Other} text=${each.name} /></strong> <span class="subtle">${each.organizationNumber}</span></p>
      <p class="subtle"><bdi>${[...each.emailList, ...each.mobileNumberList].join(" · ") || "–"}</bdi></p>
      <${Button} aria-label=${`${t("change")} ${each.name}`} onClick=${() => setDraft(each)}>${t("change")}<//></li>`)}</ul>
    <h3>${t("addOrganization")}</h3>
    <${Form} class="stack" key=${draft.organizationNumber ?? "new"} submit=${submit}>
      <${Field} label=${t("orgNumber")}><${Input} name="organizationNumber" required inputmode="numeric" value=${draft.organizationNumber ?? ""} /><//>
      <${Field} label=${t("name")}><${Input} name="name" required value=${draft.name ?? ""} /><//>
      <${Field} label=${t("emails")}><${Input} name="emailList" value=${(draft.emailList ?? []).join(", ")} /><//>
      <${Field} label=${t("mobiles")}><${Input} name="mobileNumberList" value=${(draft.mobileNumberList ?? []).join(", ")} /><//>
    <//>`} />`;
}

function Whitelist() {
  return html`<p>${t("whitelistText")}</p><${Read} name="whitelist" path="whitelist" show=${(whitelist, refresh) => {
    const change = async (changes) => {
      await put("whitelist", { ...whitelist, ...changes });
      refresh();
    };
    return html`<${Switch} label=${t("whitelistOn")} checked=${whitelist.enabled} onChange=${(enabled) => change({ enabled })} />
      <${Field} label=${t("unlisted")}><${Select} value=${whitelist.unlisted} onChange=${(event) => change({ unlisted: event.currentTarget.value })}
        options=${["simulate", "reject"].map((each) => [each, t(`unlisted_${each}`)])} /><//>
      <ul class="cards">${whitelist.numbers.map((each) => html`<li key=${each}><p><bdi>${each}</bdi></p>
        <${Button} aria-label=${`${t("remove")} ${each}`} onClick=${() => change({ numbers: whitelist.numbers.filter((other) => other !== each) })}>${t("remove")}<//></li>`)}</ul>
      <${Form} class="inline-form" action=${t("add")} submit=${async ({ number }) => {
        await post("whitelist", { number });
        refresh();
      }}><${Field} label=${t("number")}><${Input} name="number" required inputmode="tel" placeholder="+47…" /><//><//>`;
  }} />`;
}

const CHOICES = {
  environment: ["production", "tt02"], rules: ["documented", "deployed"], auth: ["permissive", "strict"], lint: ["warn", "off"],
};
const DURATIONS = ["correspondenceSendDelay", "reminderDelay", "deliveryDelay"];
const WORDS = ["defaultEmailFromAddress", "defaultSmsSender"];

function Settings() {
  return html`<${Read} name="settings" path="settings" show=${(settings, refresh) => html`
    <${Form} class="stack" submit=${async (written) => {
      const { opens, closes, ...rest } = written;
      for (const each of [...DURATIONS, ...WORDS]) rest[each] = orNull(rest[each]);
      await patch("settings", { ...rest, smsWindow: { opens, closes } });
      refresh();
    }}>
      ${Object.entries(CHOICES).map(([name, values]) => html`<${Field} key=${name} label=${t(`set_${name}`)}><${Select} name=${name} value=${settings[name]} options=${values.map((each) => [each, each])} /><//>`)}
      <${Field} label=${t("set_opens")}><${Input} type="time" name="opens" required value=${settings.smsWindow.opens} /><//>
      <${Field} label=${t("set_closes")}><${Input} type="time" name="closes" required value=${settings.smsWindow.closes} /><//>
      ${DURATIONS.map((name) => html`<${Field} key=${name} label=${t(`set_${name}`)}><${Input} name=${name} value=${settings[name] ?? ""} placeholder="PT5M" /><//>`)}
      ${WORDS.map((name) => html`<${Field} key=${name} label=${t(`set_${name}`)}><${Input} name=${name} value=${settings[name] ?? ""} /><//>`)}
    <//>`} />`;
}

/** A list of rules: what stands in it, one more, and the whole as JSON. */
function RuleList({ name, title, describe, children, make }) {
  return html`<h3>${title}</h3><${Read} name=${name} path=${name} show=${(answer, refresh) => {
    const rules = Array.isArray(answer) ? answer : answer[name] ?? [];
    return html`${rules.length ? html`<ul class="cards">${rules.map((each, index) => html`<li key=${index}><p><code>${describe(each)}</code></p></li>`)}</ul>
        <${Action} run=${async () => {
          await remove(name);
          refresh();
        }}>${t("clear")}<//>` : html`<p class="subtle">${t("none")}</p>`}
      ${make ? html`<${Form} class="stack" action=${t("add")} submit=${async (written) => {
        await post(name, make(written));
        refresh();
      }}>${children}<//>` : null}
      <details><summary>${t("rulesJson")}</summary>
        <${Form} class="stack" submit=${async ({ document }) => {
          await call("PUT", `_mock/${name}`, document);
          refresh();
        }}><${Field} label=${title}><textarea class="ds-input code" data-size="sm" rows="8" name="document" defaultValue=${json(rules)} value=${json(rules)}></textarea><//><//></details>`;
  }} />`;
}

const given = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "" && value !== undefined));
const RESULTS = ["Failed_Bounced", "Failed_SupressedRecipient", "Failed_Quarantined", "Failed_FilteredSpam", "Failed_InvalidRecipient", "Failed_BarredReceiver", "Failed_Undelivered", "Failed_Rejected", "Failed", "Delivered", "NoReport"];
const DEPENDENCIES = ["profile", "register", "authorization", "smsGateway", "emailGateway", "notifications", "contactRegistry", "cdn"];

function Rules() {
  return html`<p>${t("outcomesText")}</p>
    <${RuleList} name="outcomes" title=${t("outcomes")} describe=${JSON.stringify} make=${({ times, ...rest }) => given({ ...rest, times: times ? Number(times) : undefined })}>
      <${Field} label=${t("channel")}><${Select} name="channel" value="" options=${[["", t("anyChannel")], ["email", t("email")], ["sms", t("sms")]]} /><//>
      <${Field} label=${t("toGlob")}><${Input} name="to" placeholder="*@example.com" /><//>
      <${Field} label=${t("result")}><${Select} name="result" value=${RESULTS[0]} options=${RESULTS.map((each) => [each, each])} /><//>
      <${Field} label=${t("times")}><${Input} type="number" min="1" name="times" /><//>
    <//>
    <${RuleList} name="faults" title=${t("faults")} describe=${JSON.stringify} make=${({ times, ...rest }) => given({ ...rest, times: times ? Number(times) : undefined })}>
      <${Field} label=${t("dependency")}><${Select} name="dependency" value="profile" options=${DEPENDENCIES.map((each) => [each, each])} /><//>
      <${Field} label=${t("times")}><${Input} type="number" min="1" name="times" /><//>
    <//>`;
}

function Conditions() {
  return html`<p>${t("conditionsText")}</p><${RuleList} name="conditions" title=${t("conditions")} describe=${JSON.stringify} />`;
}

function Checkpoints() {
  const { data, refresh } = useResource("checkpoints", checkpoints);
  const again = () => refreshOpen(null, { now: true });
  return html`<p>${t("checkpointText")}</p>
    <ul class="cards">${(data ?? []).map((each) => html`<li key=${each.id}><p><strong><${Other} text=${each.name ?? each.id} /></strong> <span class="subtle"><${Time} at=${each.at} /></span></p>
      <p class="subtle">${t("worldCounts", { orders: each.orders, messages: each.messages })}</p>
      <${Action} run=${() => post(`checkpoints/${encodeURIComponent(each.id)}/restore`).then(again)}>${t("restore")}<//>
      <${Action} run=${() => remove(`checkpoints/${encodeURIComponent(each.id)}`).then(refresh)}>${t("remove")}<//></li>`)}</ul>
    <${Form} class="inline-form" action=${t("addCheckpoint")} submit=${({ name }) => post("checkpoints", name ? { name } : {}).then(refresh).then(() => undefined)}>
      <${Field} label=${t("name")}><${Input} name="name" /><//><//>
    <h3>${t("fork")}</h3>
    <${Form} class="inline-form" action=${t("fork")} submit=${async ({ world }) => {
      await post("fork", { world });
      location.assign(worldHref(world));
    }}><${Field} label=${t("forkName")}><${Input} name="world" required pattern="[A-Za-z0-9._\\-]{1,64}" /><//><//>`;
}

function Snapshot() {
  const download = async () => {
    const answer = await call("GET", "_mock/snapshot", undefined, { raw: true });
    saveAs(await answer.blob(), `${WORLD}.json`);
  };
  return html`<p>${t("snapshotText")}</p><p><${Action} run=${download}>${t("snapshotDown")}<//></p>
    <${Form} class="inline-form" action=${t("snapshotUp")} submit=${async (_, form) => {
      await call("PUT", "_mock/snapshot", await form.elements.file.files[0].text());
      refreshOpen(null, { now: true });
    }}><${Field} label=${t("snapshot")}><${Input} type="file" name="file" accept="application/json,.json" required /><//><//>`;
}

function Reset() {
  const reset = async () => {
    await post("reset");
    refreshOpen(null, { now: true });
  };
  return html`<p>${t("resetText")}</p><${Action} color="danger" variant="primary" run=${reset} done=${t("resetDone")}>${t("resetNow")}<//>`;
}

function Worlds() {
  return html`<p>${t("worldsText")}</p>
    <${Read} name="worlds" path="worlds" show=${(worlds) => html`<ul class="cards">${worlds.slice(-200).map((each) => html`<li key=${each.name}>
      <p><a class="ds-link" href=${worldHref(each.name)} aria-current=${each.name === WORLD ? "page" : undefined}>${each.name}</a> <span class="subtle"><${Time} at=${each.now} /></span></p>
      <p class="subtle">${t("worldCounts", each)}</p></li>`)}</ul>`} />
    <${Form} class="inline-form" action=${t("openWorld")} submit=${({ world }) => location.assign(worldHref(world))}>
      <${Field} label=${t("name")}><${Input} name="world" required pattern="[A-Za-z0-9._\\-]{1,64}" /><//><//>`;
}
