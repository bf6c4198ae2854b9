// The keys of the review desk. Each does what a link, a box or a button of the page does, so that
// nothing here is needed.
"use strict";

(() => {
  const FIELDS = "input, textarea, select, [contenteditable]";
  const form = document.querySelector("[data-decision]");
  const reasons = [...document.querySelectorAll("[data-reason]")];
  const note = document.getElementById("remark");
  const reject = document.getElementById("reject");
  const verify = document.querySelector("[data-settle]");
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

  function zoom() {
    const [shown, button] = ["[data-zoom]", "[data-zooms]"].map((one) => document.querySelector(one));
    if (!shown || !button) return false;
    button.setAttribute("aria-pressed", String(shown.classList.toggle("zoomed")));
    return true;
  }
  document.querySelector("[data-zooms]")?.addEventListener("click", zoom);

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
      if (going) return void (going = key === "g");
      if (key === "g") return void (going = true);
      const done =
        key === "j" || key === "k" ? follow(key) : key === "r" ? begin() : key === "z" ? zoom() : key >= "1" && key <= "8" ? choose(Number(key)) : press(key, event);
      if (!done) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
  let going = false;
  setInterval(() => (going = false), 1500);

  // A chosen reason is focused like a field, where the keys of every page are off.
  function press(key, event) {
    if (!(event.target instanceof HTMLInputElement)) return false;
    const found = document.querySelector(`[data-key="${CSS.escape(key)}" i]:not([aria-disabled="true"])`);
    if (found) found.click();
    return Boolean(found);
  }

  // The words of a reason stand in the message until somebody writes her own.
  document.addEventListener("change", (event) => {
    const advice = event.target.dataset.advice;
    if (advice && note && (!note.value || reasons.some((one) => one.dataset.advice === note.value))) note.value = advice;
  });

  // What was red is settled when it is changed or said to be so; the server looks again.
  function settled() {
    if (!verify) return;
    const red = [...form.querySelectorAll(".reading.unmet")];
    const left = red.filter((one) => {
      const field = one.querySelector("input:not([type=checkbox]), select");
      const box = one.querySelector("[name=settled]");
      const was = field.tagName === "SELECT" ? [...field.options].find((option) => option.defaultSelected)?.value : field.defaultValue;
      return field.value === was && !(box && box.checked);
    });
    verify.toggleAttribute("aria-disabled", left.length > 0);
    if (left.length) verify.setAttribute("aria-disabled", "true");
  }
  if (form) ["input", "change"].forEach((name) => form.addEventListener(name, settled));

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
