// What was read of a photo comes while she is at the form: it goes where she has typed nothing, and
// never takes a field out of her hands.
"use strict";

(() => {
  const untouched = (field) => field.value === field.defaultValue && field !== document.activeElement;

  function fill(beside) {
    const field = document.getElementById(beside.dataset.readFor || "");
    if (!field || !untouched(field)) return;
    field.value = beside.dataset.value;
    field.defaultValue = beside.dataset.value;
  }

  document.addEventListener("htmx:oobAfterSwap", (event) => {
    const beside = document.getElementById(event.detail.target?.id || "");
    if (beside?.dataset.readFor) fill(beside);
  });
})();
