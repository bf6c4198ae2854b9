// Keys and small comforts. Every page works without them: all that changes anything is a form or
// a link. What a page does on a key is announced as an event, for the page's own script to hear.
"use strict";

(() => {
  const PLACES = { t: "/", a: "/assignments", c: "/candidates", r: "/review", b: "/rulebook", n: "/runs", s: "/settings" };
  const FIELDS = "input, textarea, select, [contenteditable]";
  const SECOND = 1500;
  const byId = (id) => document.getElementById(id);
  let gone = -SECOND;

  const inField = (target) => target instanceof Element && target.closest(FIELDS) !== null;
  const tell = (name, detail) =>
    document.dispatchEvent(new CustomEvent(`tenens:${name}`, { detail, cancelable: true }));

  // Where the places are is read from the sidebar, so that a prefix before our addresses holds, and
  // nobody is led to a place that is not hers.
  function go(letter) {
    const link = document.querySelector(`.sidebar a[data-go="${letter}"]`);
    const href = document.querySelector(".sidebar") ? link && link.href : PLACES[letter];
    if (href) location.assign(href);
    return Boolean(href);
  }

  // Rows are those of every table marked .rows; the first link or button of a row opens it.
  const rows = () => [...document.querySelectorAll(".rows > tbody > tr, [data-row]")].filter((row) => row.offsetParent !== null);
  const opener = (row) => row.querySelector("th a, a, button") || row;

  function step(by) {
    const all = rows();
    if (!all.length) return false;
    const at = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    opener(next).focus();
    next.scrollIntoView({ block: "nearest" });
    tell("row", { row: next });
    return true;
  }

  function table() {
    const switches = [...document.querySelectorAll("[data-table-of]")];
    if (!tell("table") || !switches.length) return switches.length > 0;
    switches.forEach((one) => one.click());
    return true;
  }

  function named(letter) {
    const found = document.querySelector(`[data-key="${CSS.escape(letter)}" i]:not([aria-disabled="true"])`);
    if (found) found.click();
    return Boolean(found);
  }

  function keysDialog() {
    const dialog = byId("keys");
    if (!dialog || dialog.open) return false;
    dialog.showModal();
    return true;
  }

  function find() {
    const finder = byId("finder");
    if (!finder) return false;
    finder.focus();
    finder.select();
    return true;
  }

  const does = {
    "/": find,
    "?": keysDialog,
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => inRows() && step(1),
    ArrowUp: () => inRows() && step(-1),
    p: () => (window.print(), true),
    t: table,
    "[": (event) => !tell("move", { days: event.shiftKey ? -7 : -1 }),
    "]": (event) => !tell("move", { days: event.shiftKey ? 7 : 1 }),
    "{": () => !tell("move", { days: -7 }),
    "}": () => !tell("move", { days: 7 }),
  };
  const inRows = () => rows().some((row) => row.contains(document.activeElement));

  function escape(target) {
    document.querySelectorAll("details[data-menu][open]").forEach((one) => {
      one.open = false;
      if (one.contains(target)) one.querySelector("summary").focus();
    });
    if (inField(target)) target.blur();
    else tell("escape");
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return escape(event.target);
    if (inField(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key.length === 1 && document.documentElement.dataset.keys === "off") return;
    const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.timeStamp - gone < SECOND) {
      gone = -SECOND;
      if (go(letter)) return event.preventDefault();
    }
    if (letter === "g") {
      gone = event.timeStamp;
      return;
    }
    const done = letter in does ? does[letter](event) : named(letter);
    if (done) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const opens = event.target.closest("[data-opens]");
    const dialog = opens && byId(opens.dataset.opens);
    if (dialog && dialog.showModal) {
      event.preventDefault();
      dialog.showModal();
    }
    if (event.target.closest('[aria-disabled="true"]')) event.preventDefault();
    if (event.target instanceof HTMLDialogElement) event.target.close();
    document.querySelectorAll("details[data-menu][open]").forEach((one) => {
      if (!one.contains(event.target)) one.open = false;
    });
  });

  // A picture and its table: the button says which is shown, and the page is announced the change.
  document.addEventListener("click", (event) => {
    const one = event.target.closest("[data-table-of]");
    if (!one) return;
    const shown = one.getAttribute("aria-pressed") !== "true";
    one.setAttribute("aria-pressed", String(shown));
    const region = byId(one.dataset.tableOf);
    if (region) region.toggleAttribute("data-as-table", shown);
  });

  // Only an encrypted page may write to the clipboard; elsewhere what is to be copied is marked.
  async function copy(button) {
    const from = byId(button.dataset.copies);
    const said = button.parentElement.querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(from.textContent);
      said.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(from);
      said.textContent = "It is marked: copy it";
    }
  }

  document.addEventListener("click", (event) => {
    const one = event.target.closest("[data-copies]");
    if (one) copy(one);
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-copies]").forEach((one) => (one.hidden = false));
    const summary = document.querySelector("[data-focus]");
    if (summary) summary.focus();
    // A long list shows where one is, without moving the page.
    const here = document.querySelector('.beside [aria-current="page"]');
    for (let list = here && here.parentElement; list && list.closest(".beside"); list = list.parentElement) {
      if (list.scrollHeight > list.clientHeight + 1) list.scrollTop = here.offsetTop - list.clientHeight / 2;
    }
  });
})();
