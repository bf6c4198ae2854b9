// The keys of the explanation: [ and ] move the window that is tried, Escape goes back to the plan.
// Each follows a link of the page, so that nothing here is needed.
"use strict";

(() => {
  const follow = (event, selector) => {
    const link = document.querySelector(selector);
    if (!link) return;
    event.preventDefault();
    location.assign(link.href);
  };

  document.addEventListener("tenens:move", (event) => follow(event, `a[data-move="${event.detail.days}"]`));
  document.addEventListener("tenens:escape", (event) => follow(event, "a[data-back]"));
  document.addEventListener("tenens:table", (event) => follow(event, "a[data-table]"));
})();
