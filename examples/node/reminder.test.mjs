// A deadline reminder from Node 18 or later with fetch; any HTTP client works the same way.
//
//   altinn-mock serve &
//   ALTINN_MOCK_URL=http://localhost:5090 node --test examples/node

import assert from "node:assert/strict";
import test from "node:test";

const server = process.env.ALTINN_MOCK_URL ?? "http://localhost:5090";
const world = `${server}/w/node-example-${process.pid}`;

async function call(method, path, body) {
  const response = await fetch(world + path, {
    method,
    headers: { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

test("a reminder ordered in the evening is sent in the morning", async () => {
  await call("POST", "/_mock/reset", { now: "2026-01-05T19:00:00Z", mode: "frozen" });

  await call("POST", "/notifications/api/v1/future/orders", {
    idempotencyId: "deadline-1",
    recipient: {
      recipientSms: { phoneNumber: "+4799999999", smsSettings: { body: "Fristen er i morgen" } },
    },
  });
  await call("POST", "/_mock/clock/advance", { by: "PT10H" });

  assert.equal((await call("GET", "/_mock/inbox")).count, 0);
  const { notifications } = await call("GET", "/_mock/pending");
  assert.equal(notifications[0].reason, "outsideSmsWindow");

  await call("POST", "/_mock/clock/advance", { to: notifications[0].expectedSendTime });

  const { messages } = await call("GET", "/_mock/inbox?channel=sms&to=99999999");
  assert.equal(messages[0].body, "Fristen er i morgen");
  assert.equal(messages[0].sentAt, "2026-01-06T08:01:00Z");
});

test("an unknown setting is rejected with a suggestion", async () => {
  await assert.rejects(
    call("PATCH", "/_mock/settings", { enviroment: "tt02" }),
    /did you mean 'environment'/,
  );
});
