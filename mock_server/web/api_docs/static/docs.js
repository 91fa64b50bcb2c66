// Reads the document, asks for the control token where the server wants it, and shows the viewer.
"use strict";

const KEPT = "altinn-mock.token"; // the inbox page keeps it under the same name
const form = document.getElementById("token-form");
const problem = document.getElementById("problem");
let token = "";
try {
  token = window.sessionStorage.getItem(KEPT) || "";
} catch {
  // Storage may be switched off; the token then lasts as long as the page.
}

function say(text) {
  problem.textContent = text;
  problem.hidden = !text;
}

async function open() {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  let answer;
  try {
    answer = await fetch("openapi.json", { headers, cache: "no-store" });
  } catch {
    say("The server does not answer. This page tries again by itself.");
    setTimeout(open, 2000);
    return;
  }
  form.hidden = answer.status !== 401;
  if (answer.status === 401) {
    say(token ? "The server did not accept the token." : "");
    return;
  }
  say("");
  const viewer = window.SwaggerUIBundle({
    spec: await answer.json(),
    dom_id: "#viewer",
    deepLinking: true,
    filter: true,
    docExpansion: "none",
    defaultModelsExpandDepth: -1,
    displayOperationId: true,
    tryItOutEnabled: true,
    validatorUrl: null,
    onComplete: () => token && viewer.preauthorizeApiKey("controlToken", token),
  });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  token = document.getElementById("token").value;
  try {
    window.sessionStorage.setItem(KEPT, token);
  } catch {
    // As above.
  }
  open();
});
open();
