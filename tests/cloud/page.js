"use strict";
// Names reach the page only through textContent, never as markup.
const MOST_ROWS = 200;
const KINDS = { in: "In", out: "Out", break_start: "Break start", break_end: "Break end", void: "Taken back" };
const live = document.getElementById("live");
const rows = document.getElementById("clockings");
const terminals = document.getElementById("terminals");

function cell(text, className, pill) {
  const td = document.createElement("td");
  const bdi = document.createElement("bdi");
  bdi.textContent = text;
  if (pill !== undefined) {
    const span = document.createElement("span");
    span.className = pill;
    span.append(bdi);
    td.append(span);
  } else {
    td.append(bdi);
  }
  if (className) td.className = className;
  return td;
}

function showClocking(view) {
  const known = rows.querySelector(`[data-id="${Number(view.id)}"]`);
  const row = document.createElement("tr");
  row.dataset.id = view.id;
  row.className = known ? "" : "new";
  known?.remove();
  row.append(
    cell(view.number, "number"),
    cell(view.name ?? view.employee),
    cell(KINDS[view.kind] ?? view.kind, "", `kind ${view.kind}`),
    cell(view.local_time),
    cell(view.quality, "", `quality ${view.quality}`),
    view.refused ? cell(view.refused, "refused", "") : cell(view.receipt, "receipt"),
    cell(view.terminal),
  );
  const before = [...rows.children].find((other) => Number(other.dataset.id) < view.id);
  rows.insertBefore(row, before ?? null);
  while (rows.children.length > MOST_ROWS) rows.lastElementChild.remove();
}

function showContact({ terminal, at }) {
  const row = [...terminals.children].find((other) => other.dataset.terminal === terminal);
  if (!row) { location.reload(); return; }
  row.querySelector(".contact").textContent = new Date(at * 1000).toISOString().replace("T", " ").slice(0, 19) + " UTC";
}

function showSwitches(on) {
  const names = new Set(on.map((item) => item.name));
  for (const button of document.querySelectorAll("[data-switch]")) {
    button.setAttribute("aria-pressed", String(names.has(button.dataset.switch)));
  }
}

async function press(button) {
  const name = button.dataset.switch;
  const on = button.getAttribute("aria-pressed") === "true";
  const answer = on
    ? await fetch(`/admin/switch/${name}`, { method: "DELETE" })
    : await fetch("/admin/switch", {
        method: "POST",
        body: JSON.stringify({ name, what: document.getElementById("what").value }),
      });
  showSwitches((await answer.json()).on);
}

for (const button of document.querySelectorAll("[data-switch]")) {
  button.addEventListener("click", () => press(button).catch(() => { live.textContent = "The cloud does not answer"; }));
}

const events = new EventSource("/events");
let wasCut = false;
events.onopen = () => {
  if (wasCut) { location.reload(); return; }
  live.textContent = "Live";
  live.className = "";
};
events.onerror = () => {
  wasCut = true;
  live.textContent = "The cloud is not running; waiting for it";
  live.className = "off";
};
events.addEventListener("clockings", (event) => JSON.parse(event.data).forEach(showClocking));
events.addEventListener("contact", (event) => showContact(JSON.parse(event.data)));
events.addEventListener("switches", (event) => showSwitches(JSON.parse(event.data)));
events.addEventListener("missed", () => location.reload());
