"use strict";

const label = document.getElementById("filter");
const input = label.querySelector("input");
const count = document.getElementById("count");
const operations = Array.from(document.querySelectorAll(".operation"), (node) => ({
  node,
  text: node.textContent.toLowerCase(),
}));

function filter() {
  const words = input.value.toLowerCase().split(/\s+/);
  let shown = 0;
  for (const { node, text } of operations) {
    node.hidden = !words.every((word) => text.includes(word));
    shown += node.hidden ? 0 : 1;
  }
  for (const section of document.querySelectorAll("section")) {
    section.hidden = !section.querySelector(".operation:not([hidden])");
  }
  count.value = shown === 1 ? "1 operation" : `${shown} operations`;
}

function open() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== input) {
    event.preventDefault();
    input.focus();
  } else if (event.key === "Escape" && document.activeElement === input) {
    input.value = "";
    filter();
  }
});
addEventListener("hashchange", open);
input.addEventListener("input", filter);
input.value = new URLSearchParams(location.search).get("q") ?? "";
label.hidden = false;
filter();
open();
