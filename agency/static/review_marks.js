// What stands out follows the fields: after each change the server looks at them again, and what it
// says takes the place of what was said before. What is typed stays as it is.
"use strict";

(() => {
  const form = document.querySelector("[data-looks]");
  if (!form) return;
  let asked = 0;

  // The boxes of a badge belong to the form and stand outside of it.
  document.addEventListener("change", (event) => {
    if (event.target.form === form && event.target.closest(".reading, [data-lights]")) lookAgain();
  });

  async function lookAgain() {
    const mine = ++asked;
    const answer = await fetch(form.dataset.looks, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (!answer || !answer.ok || mine !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine === asked) follow(page);
  }

  function follow(page) {
    for (const one of form.querySelectorAll(".reading")) {
      const now = page.querySelector(`.reading[data-field="${one.dataset.field}"]`);
      if (now) field(one, now);
    }
    for (const one of document.querySelectorAll(".frame")) {
      const now = page.querySelector(`.frame[data-frame="${one.dataset.frame}"]`);
      if (now) one.setAttribute("class", `${now.getAttribute("class")}${one.matches(".here") ? " here" : ""}`);
    }
    inside(document, page, "[data-standing]");
    same(document.getElementById("verify"), page.getElementById("verify"), ["aria-disabled", "title"]);
    document.querySelector("[data-why-not]").textContent = "";
  }

  function field(one, now) {
    one.className = now.className;
    // A box that was just ticked keeps its focus.
    if (!one.querySelector("[data-mark]").contains(document.activeElement)) inside(one, now, "[data-mark]");
    inside(one, now, ".read-there");
    const [its, told] = [one, now].map((part) => part.querySelector(".field > input, .field > select"));
    same(its, told, ["aria-describedby", "aria-invalid"]);
    if (its.readOnly) its.value = told.value;
  }

  function inside(here, there, what) {
    const [old, now] = [here, there].map((part) => part.querySelector(what));
    if (old && now) old.replaceChildren(...now.childNodes);
  }

  function same(one, now, names) {
    for (const name of names) {
      if (now.hasAttribute(name)) one.setAttribute(name, now.getAttribute(name));
      else one.removeAttribute(name);
    }
  }
})();
