// What was read of the document: its frames follow the fields, and one key takes a value over. Links
// do the same by asking for the page anew.
"use strict";

(() => {
  const shown = document.querySelector("[data-document]");
  const frameOf = (name) => document.querySelector(`[data-frame="${CSS.escape(name)}"]`);
  const sheetOf = (frame) => frame.closest("[data-frames-of]");

  // The frames of the sheet that is looked at are seen, and no others.
  document.addEventListener("tenens:leafed", (event) => {
    for (const one of document.querySelectorAll("[data-frames-of]")) one.toggleAttribute("hidden", one.dataset.framesOf !== String(event.detail));
  });

  // The frame of the field at hand is marked and, in an enlarged document, comes to its middle.
  function centre(name) {
    for (const one of document.querySelectorAll(".frame.here")) one.classList.remove("here");
    const frame = frameOf(name);
    if (!frame) return;
    if (sheetOf(frame).hasAttribute("hidden")) document.dispatchEvent(new CustomEvent("tenens:leaf", { detail: Number(sheetOf(frame).dataset.framesOf) }));
    frame.classList.add("here");
    if (!shown.classList.contains("zoomed")) return;
    const [its, whole] = [frame.querySelector("rect"), shown].map((one) => one.getBoundingClientRect());
    shown.scrollLeft += its.left + its.width / 2 - (whole.left + whole.width / 2);
    shown.scrollTop += its.top + its.height / 2 - (whole.top + whole.height / 2);
  }
  document.addEventListener("focusin", (event) => {
    const reading = event.target.closest("[data-field]");
    if (reading) centre(reading.dataset.field);
  });

  document.addEventListener("click", (event) => {
    const frame = event.target.closest("[data-frame]");
    const takes = event.target.closest("[data-takes]");
    if ((!frame && !takes) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (frame) goTo(frame.dataset.frame);
    else takeOver(takes);
  });

  // On a phone a field is words, and what is gone to is all that is said of it.
  function goTo(name) {
    const field = document.getElementById(name);
    if (field.checkVisibility()) field.focus();
    else field.closest("[data-field]").focus();
  }

  function takeOver(link) {
    const field = document.getElementById(link.dataset.takes);
    field.value = link.dataset.value;
    for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
    field.focus();
    link.hidden = true;
  }

  // Alt+O takes over for the field at hand. Outside of its text O alone does, where letters are keys;
  // with Alt some keyboards write another letter.
  document.addEventListener("keydown", (event) => {
    const isO = event.key.toLowerCase() === "o" || (event.altKey && event.code === "KeyO");
    if (!isO || event.ctrlKey || event.metaKey) return;
    const target = document.activeElement;
    const inText = target.matches("input:not([type=checkbox]), textarea, select");
    if (!event.altKey && (inText || document.documentElement.dataset.keys === "off")) return;
    const link = target.closest("[data-field]")?.querySelector("[data-takes]:not([hidden])");
    if (!link || !link.checkVisibility()) return;
    event.preventDefault();
    takeOver(link);
  });
})();
