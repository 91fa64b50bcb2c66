// The beginning: addresses for a client, and a form that places an order.
import { html, useState } from "../vendor/htm-preact-standalone.js";
import { ROOT } from "./address.js";
import { call, Refused } from "./api.js";
import { t } from "./texts.js";
import { Code, Field, Form, Input, json, Select } from "./ui.js";

const PATH = "notifications/api/v1/future/orders";

/** Return the order that the form asks for, as the API takes it. */
export function orderOf({ channel, to, subject, body, days }, idempotencyId) {
  const content = (about, text) => channel === "email"
    ? { recipientEmail: { emailAddress: to, emailSettings: { subject: about, body: text } } }
    : { recipientSms: { phoneNumber: to, smsSettings: { body: text, sendingTimePolicy: "Anytime" } } };
  const order = { idempotencyId, recipient: content(subject, body) };
  if (Number(days) > 0) order.reminders = [{ delayDays: Number(days), recipient: content(t("exampleReminder"), body) }];
  return order;
}

async function place(order) {
  try {
    return await call("POST", PATH, order);
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 401) throw error;
    const scopes = ["altinn:serviceowner/notifications.create"];
    const { access_token: token } = await call("POST", "_mock/tokens", { org: "ttd", scopes });
    return call("POST", PATH, order, { headers: { Authorization: `Bearer ${token}` } });
  }
}

export function Beginning({ isFirst }) {
  const [draft, setDraft] = useState({ channel: "email", to: "ola@example.com", subject: t("exampleSubject"), body: t("exampleBody"), days: "7" });
  const write = (event) => {
    const { name, value } = event.currentTarget;
    const more = name === "channel" ? { to: value === "email" ? "ola@example.com" : "+4799999999" } : {};
    setDraft({ ...draft, ...more, [name]: value });
  };
  const base = new URL(ROOT, location.href).href;
  const curl = `curl ${base}${PATH} -H 'Content-Type: application/json' -d '${json(orderOf(draft, "my-first-order")).replaceAll("'", "'\\''")}'`;
  const submit = async () => {
    await place(orderOf(draft, crypto.randomUUID?.() ?? String(Math.random())));
    return t("placed");
  };
  return html`<article class="detail beginning"><h2 class="detail-title">${t(isFirst ? "beginTitle" : "newOrder")}</h2>
    ${isFirst ? html`<p>${t("beginText")}</p>` : null}
    <h3>${t("beginForm")}</h3>
    <${Form} class="stack" submit=${submit} action=${t(isFirst ? "sendFirst" : "sendOrder")}>
      <${Field} label=${t("channel")}><${Select} name="channel" value=${draft.channel} onChange=${write} options=${[["email", t("email")], ["sms", t("sms")]]} /><//>
      <${Field} label=${t("recipient")}><${Input} name="to" required value=${draft.to} onInput=${write} /><//>
      ${draft.channel === "email" ? html`<${Field} label=${t("subject")}><${Input} name="subject" required value=${draft.subject} onInput=${write} /><//>` : null}
      <${Field} label=${t("body")}><textarea class="ds-input" data-size="sm" name="body" rows="3" required value=${draft.body} onInput=${write}></textarea><//>
      <${Field} label=${t("remindAfter")}><${Input} type="number" min="0" max="365" name="days" value=${draft.days} onInput=${write} /><//>
    <//>
    <h3>${t("asCurl")}</h3><${Code} text=${curl} label=${t("asCurl")} lang="en" />
    <h3>${t("beginAddresses")}</h3>
    <dl class="addresses"><dt>${t("beginApi")}</dt><dd><code>${base}notifications/api/v1</code></dd><dt>${t("beginControl")}</dt><dd><code>${base}_mock</code></dd></dl>
  </article>`;
}
