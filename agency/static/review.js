// The keys of the review desk. Each does what a link, a box or a button of the page does, so that
// nothing here is needed.
"use strict";

(() => {
  const FIELDS = "input, textarea, select, [contenteditable]";
  const form = document.querySelector("[data-decision]");
  const reasons = [...document.querySelectorAll("[data-reason]")];
  const note = document.getElementById("remark");
  const reject = document.getElementById("reject");
  let rejecting = false;

  const follow = (key) => {
    const link = document.querySelector(`a[data-to="${key}"]`);
    if (link) location.assign(link.href);
    return Boolean(link);
  };

  function choose(number) {
    const one = reasons[number - 1];
    if (!one || !rejecting) return false;
    one.checked = true;
    one.dispatchEvent(new Event("change", { bubbles: true }));
    reject.focus();
    return true;
  }

  function begin() {
    if (!reject || reject.getAttribute("aria-disabled") === "true") return false;
    rejecting = true;
    (reasons.find((one) => one.checked) || reasons[0]).focus({ preventScroll: false });
    return true;
  }

  // The document: one sheet of it is shown, turned, in full size or fitted. The links do the same
  // by asking for the page anew, which would forget what was typed.
  const shown = document.querySelector("[data-document]");
  const at = document.querySelector("[data-sheet-at]");
  const part = (name) => document.querySelector(`[data-${name}]`);

  // As large as it fits, then twice and four times that, and fitted again. Enlarged, the middle is
  // shown, and the arrows move it: the document has the focus.
  const STEPS = [1, 2, 4];
  let step = shown && shown.classList.contains("zoomed") ? 1 : 0;
  let fitted = 0;
  function enlarge(to) {
    const image = part("sheet");
    if (!shown || !image || image.hidden) return;
    if (!fitted || step === 0) fitted = fittedWidth(image);
    step = to;
    shown.classList.toggle("zoomed", step > 0);
    image.style.width = step ? `${fitted * STEPS[step]}px` : "";
    if (step) part("zooms").setAttribute("aria-current", "true");
    else part("zooms").removeAttribute("aria-current");
    part("zoom-at").textContent = step ? `${STEPS[step]}×` : "";
    if (!step) return;
    shown.focus({ preventScroll: true });
    shown.scrollLeft = (shown.scrollWidth - shown.clientWidth) / 2;
    shown.scrollTop = (shown.scrollHeight - shown.clientHeight) / 2;
  }
  function fittedWidth(image) {
    const zoomed = shown.classList.contains("zoomed");
    const was = image.style.width;
    shown.classList.remove("zoomed");
    image.style.width = "";
    const wide = image.offsetWidth;
    shown.classList.toggle("zoomed", zoomed);
    image.style.width = was;
    return wide;
  }
  const zoom = () => enlarge((step + 1) % STEPS.length);
  function turn(by) {
    const now = [0, 90, 180, 270].find((one) => shown.classList.contains(`turned-${one}`)) || 0;
    shown.classList.replace(`turned-${now}`, `turned-${by ? (now + by) % 360 : 0}`);
    fitted = 0;
    if (step) enlarge(step);
  }
  function fit() {
    enlarge(0);
    turn(0);
  }

  const sheets = at ? JSON.parse(at.dataset.sheets) : [];
  const openEnded = at && !at.textContent.includes(" of ");
  const ready = new Map();
  // The picture of a sheet, asked for once.
  function picture(number) {
    if (!ready.has(number)) {
      const image = part("sheet").cloneNode();
      image.alt = image.alt.replace(/page \d+/, `page ${number}`);
      image.src = sheets[number - 1];
      watch(image);
      ready.set(number, image);
    }
    return ready.get(number);
  }
  function watch(image) {
    image.addEventListener("error", () => tell(image));
    image.addEventListener("load", () => {
      tell(image);
      if (image === part("sheet")) ahead();
    });
  }
  const broken = (image) => image.complete && image.naturalWidth === 0;
  function tell(image) {
    if (image !== part("sheet")) return;
    part("cannot").hidden = !broken(image);
    image.hidden = broken(image);
  }
  // The sheet behind the one that is looked at, if it is of the same file: that was opened already.
  function ahead() {
    const number = Number(at.dataset.at);
    const file = (one) => (sheets[one - 1] || "").split("/pages/")[0];
    if (file(number) && file(number) === file(number + 1)) picture(number + 1);
  }
  function leaf(by) {
    const number = Number(at.dataset.at) + by;
    if (number < 1 || number > sheets.length) return;
    part("sheet").replaceWith(picture(number));
    at.dataset.at = number;
    document.dispatchEvent(new CustomEvent("tenens:leafed", { detail: number }));
    at.textContent = `Page ${number}${openEnded ? "" : ` of ${sheets.length}`}`;
    for (const [name, off] of [["sheet-before", number === 1], ["sheet-after", number === sheets.length && !openEnded]]) {
      part(name).toggleAttribute("aria-disabled", off);
      if (off) part(name).setAttribute("aria-disabled", "true");
    }
    const image = part("sheet");
    fitted = 0;
    if (step) enlarge(0);
    image.style.width = "";
    if (image.complete) tell(image);
    if (image.complete && !broken(image)) ahead();
  }
  function on(name, does) {
    part(name)?.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (event.currentTarget.getAttribute("aria-disabled") !== "true") does();
    });
  }
  if (at) {
    document.addEventListener("tenens:leaf", (event) => leaf(event.detail - Number(at.dataset.at)));
    ready.set(Number(at.dataset.at), part("sheet"));
    watch(part("sheet"));
    if (part("sheet").complete) {
      tell(part("sheet"));
      if (!broken(part("sheet"))) ahead();
    }
    on("zooms", zoom);
    document.addEventListener("tenens:escape", () => enlarge(0));
    on("turns", () => turn(90));
    on("fits", fit);
    if (!openEnded) {
      on("sheet-before", () => leaf(-1));
      on("sheet-after", () => leaf(1));
    }
  }

  document.querySelector("[data-asks]")?.addEventListener("click", (event) => {
    event.preventDefault();
    document.querySelector("details.ask-her").open = true;
    document.getElementById("message")?.focus();
  });

  const inText = (target) => {
    const field = target instanceof Element && target.closest(FIELDS);
    return field && field.type !== "radio" && field.type !== "checkbox";
  };

  // Before the keys of every page: here J and K go to the next item and back.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.key.length !== 1) return;
      if (inText(event.target) || document.querySelector("dialog[open]")) return;
      if (document.documentElement.dataset.keys === "off") return;
      const key = event.key.toLowerCase();
      if (event.repeat && "vrsnl".includes(key)) return void event.preventDefault();
      if (going) return void (going = key === "g");
      if (key === "g") return void (going = true);
      if (unseen(key)) return void event.stopImmediatePropagation();
      const done =
        key === "j" || key === "k" ? follow(key) : key === "v" && (early() || blocked()) ? true : key === "r" ? begin() : key >= "1" && key <= "8" ? choose(Number(key)) : press(key, event);
      if (!done) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
  // A key of what is not shown here does nothing: on a phone nothing is decided.
  function unseen(key) {
    const button = key === "r" ? reject : document.querySelector(`[data-key="${CSS.escape(key)}" i]`);
    return Boolean(button) && !button.checkVisibility();
  }

  // Whoever presses once more when the next has come means the one before, which has gone.
  const LOOKED_MS = 600;
  const came = performance.now();
  const isNew = () => performance.now() - came < LOOKED_MS;
  function early() {
    if (isNew()) tellWhyNot("This one has just come: look at it, then press again.");
    return isNew();
  }

  // Why nothing is verified is told where somebody asks for it.
  function blocked() {
    const button = document.getElementById("verify");
    if (!button || button.getAttribute("aria-disabled") !== "true") return false;
    tellWhyNot(button.title);
    return true;
  }
  function tellWhyNot(words) {
    const told = part("why-not");
    if (!told) return;
    told.textContent = "";
    setTimeout(() => (told.textContent = words), 50);
  }
  document.getElementById("verify")?.addEventListener("click", blocked);

  // A decision is sent once, however often a key is pressed; whoever comes back may send it again.
  let sent = false;
  form?.addEventListener("submit", (event) => {
    if (sent || early()) return event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => (sent = false));

  // One begins at the first that wants attention, else at the first: Tab is then its field, and the
  // letters are keys still.
  const readings = [...document.querySelectorAll(".reading")];
  const first = readings.find((one) => one.matches(".unmet")) || readings.find((one) => one.matches(".soon")) || readings[0];
  if (first && !document.querySelector("[data-focus]") && !location.hash) first.focus({ preventScroll: window.innerWidth < 1280 });

  let going = false;
  setInterval(() => (going = false), 1500);

  // A chosen reason is focused like a field, where the keys of every page are off; and here some
  // of these mean another thing than elsewhere.
  function press(key, event) {
    if (!(event.target instanceof HTMLInputElement) && !"[]t".includes(key)) return false;
    const found = document.querySelector(`[data-key="${CSS.escape(key)}" i]:not([aria-disabled="true"])`);
    if (found) found.click();
    return Boolean(found);
  }

  // The words of a reason stand in the message until somebody writes her own.
  document.addEventListener("change", (event) => {
    const advice = event.target.dataset.advice;
    if (advice && note && (!note.value || reasons.some((one) => one.dataset.advice === note.value))) note.value = advice;
  });

  // The time that is left to take a decision back.
  const left = document.querySelector(".undo .left");
  if (left) {
    let [minutes, seconds] = left.textContent.split(":").map(Number);
    let rest = minutes * 60 + seconds;
    const counting = setInterval(() => {
      rest -= 1;
      if (rest <= 0) {
        clearInterval(counting);
        left.closest(".undo").remove();
        return;
      }
      left.textContent = `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}`;
    }, 1000);
  }
})();
