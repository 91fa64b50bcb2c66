// The mock in a container that Testcontainers starts once per file. Node 20 or later.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { GenericContainer, Wait } from "testcontainers";

const image = process.env.ALTINN_MOCK_IMAGE ?? "altinn-notifications-mock";
let container;
let server;

before(async () => {
  container = await new GenericContainer(image)
    .withExposedPorts(5090)
    .withWaitStrategy(Wait.forHttp("/health", 5090).forStatusCode(200))
    .start();
  server = `http://${container.getHost()}:${container.getMappedPort(5090)}`;
});

after(() => container?.stop());

async function call(method, url, body) {
  const response = await fetch(url, {
    method,
    headers: { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

test("a person is notified", async () => {
  const world = `${server}/w/${randomUUID()}`;
  await call("POST", `${world}/_mock/reset`, { now: "2026-01-05T10:00:00Z", mode: "frozen" });

  await call("POST", `${world}/notifications/api/v1/future/orders`, {
    idempotencyId: "1",
    recipient: {
      recipientSms: { phoneNumber: "+4799999999", smsSettings: { body: "Fristen er i morgen" } },
    },
  });
  await call("POST", `${world}/_mock/clock/advance`, { by: "PT1M" });

  const { messages } = await call("GET", `${world}/_mock/inbox?channel=sms`);
  assert.deepEqual(messages.map((each) => each.body), ["Fristen er i morgen"]);
});
