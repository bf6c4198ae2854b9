// Sending a paper: how far it is, and what is kept on this phone while there is no connection. Every
// form works without this. What comes twice is taken once: its key stands in its address.
"use strict";

(() => {
  const BASE = "tenens-sending";
  const STORE = "waiting";
  const AGAIN_MS = 15000;
  const WEEK_MS = 7 * 24 * 3600 * 1000;
  const OFFLINE = "You are offline. Your photo is kept on this phone and goes when you are back.";
  const NOT_KEPT = "You are offline, and this phone keeps nothing for us. Stay on this page and try again.";
  let sending = false;
  let flushing = false;

  const opened = () =>
    new Promise((done, failed) => {
      const asked = indexedDB.open(BASE, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "action" });
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });

  async function inStore(mode, act) {
    const base = await opened();
    try {
      return await new Promise((done, failed) => {
        const change = base.transaction(STORE, mode);
        const asked = act(change.objectStore(STORE));
        change.oncomplete = () => done(asked.result);
        change.onerror = change.onabort = () => failed(change.error);
      });
    } finally {
      base.close();
    }
  }

  const keep = (one) => inStore("readwrite", (store) => store.put(one));
  const forget = (action) => inStore("readwrite", (store) => store.delete(action));
  const waiting = () => inStore("readonly", (store) => store.getAll());

  function say(words) {
    const place = document.querySelector("[data-sending-said]") || bar();
    place.textContent = words;
    place.hidden = !words;
  }

  function bar() {
    const made = document.createElement("p");
    made.className = "flash soon";
    made.setAttribute("role", "status");
    made.dataset.sendingSaid = "";
    document.querySelector("main").prepend(made);
    return made;
  }

  function show(share) {
    const meter = document.querySelector("[data-sending-progress]");
    if (!meter) return;
    meter.hidden = share === null;
    meter.value = share || 0;
  }

  // Resolves with what was answered; rejects only where nobody answered.
  function post(action, fields) {
    return new Promise((done, failed) => {
      const sent = new XMLHttpRequest();
      sent.open("POST", action);
      sent.setRequestHeader("Accept", "text/html");
      sent.upload.onprogress = (event) => event.lengthComputable && show((100 * event.loaded) / event.total);
      sent.onload = () => done(sent);
      sent.onerror = sent.onabort = sent.ontimeout = () => failed(new Error("no answer"));
      const form = new FormData();
      for (const [name, value] of fields) form.append(name, value);
      sent.send(form);
    });
  }

  const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

  // Where it leads on we follow; else it is this step again, with words in it, to which the reader is
  // led. What was typed is there.
  function turnTo(answer, action) {
    if (answer.status < 400 && answer.responseURL !== action) return location.assign(answer.responseURL);
    const there = parsed(answer.responseText);
    const main = document.adoptNode(there.querySelector("main") || there.body);
    if (main.matches("main")) document.querySelector("main").replaceWith(main);
    else document.querySelector("main").replaceChildren(...main.childNodes);
    window.htmx?.process(document.querySelector("main"));
    const words = document.querySelector("main [role=alert], main h1, main");
    words.setAttribute("tabindex", "-1");
    words.focus();
  }

  function settle(form, still) {
    form.setAttribute("aria-busy", String(still));
    for (const one of form.querySelectorAll("button")) one.disabled = still;
    sending = still;
  }

  // Whoever signs out leaves nothing here: the server says so too, but not to a browser that it has
  // no encrypted connection to.
  const signsOut = (form) => form.action.includes("/sign-out");

  async function submitted(event) {
    const form = event.target;
    if (signsOut(form)) return indexedDB.deleteDatabase(BASE);
    if (!(form instanceof HTMLFormElement) || !form.dataset.sending) return;
    event.preventDefault();
    if (sending) return;
    const fields = [...new FormData(form, event.submitter)].filter(([, value]) => !(value instanceof File) || value.size || value.name);
    const one = { action: form.action, page: location.href, who: form.dataset.sending, at: Date.now(), fields };
    settle(form, true);
    say("");
    try {
      if (!navigator.onLine) throw new Error("offline");
      const answer = await post(one.action, one.fields);
      await forget(one.action).catch(() => {});
      turnTo(answer, one.action);
    } catch {
      say(await keep(one).then(() => OFFLINE, () => NOT_KEPT));
      setTimeout(flush, AGAIN_MS);
    } finally {
      show(null);
      settle(form, false);
    }
  }

  // What waits is sent under the session of now, and only if it is still the same person's; then we
  // go where it leads, if this is its page, and say so on any other.
  async function sendKept(one) {
    const asked = await fetch(one.page, { headers: { Accept: "text/html" } });
    const form = parsed(await asked.text()).querySelector("form[data-sending]");
    const here = location.href === one.page;
    if (!form) {
      // It was sent before, and its page leads on; or nobody is signed in.
      if (!asked.redirected || asked.url.includes("/sign-in")) return false;
      if (here) location.assign(asked.url);
      return true;
    }
    if (form.dataset.sending !== one.who) return false;
    const token = form.elements.csrf_token;
    const fields = one.fields.map(([name, value]) => [name, name === "csrf_token" && token ? token.value : value]);
    const answer = await post(one.action, fields);
    await forget(one.action);
    if (here) turnTo(answer, one.action);
    else if (answer.status < 400) tell("What was kept on this phone has gone.", answer.responseURL === one.action ? one.page : answer.responseURL);
    else tell("What was kept on this phone was not taken.", one.page);
    return true;
  }

  async function flush() {
    if (sending || flushing || !navigator.onLine) return;
    flushing = true;
    try {
      for (const one of await waiting()) {
        if (Date.now() - one.at > WEEK_MS || (await sendKept(one))) await forget(one.action);
      }
    } catch {
      setTimeout(flush, AGAIN_MS);
    } finally {
      flushing = false;
      show(null);
    }
  }

  function tell(words, page) {
    say(`${words} `);
    const link = document.createElement("a");
    link.href = page;
    link.textContent = "Go on with it";
    document.querySelector("[data-sending-said]").append(link);
  }

  document.addEventListener("submit", submitted);
  window.addEventListener("online", flush);
  flush();
})();
