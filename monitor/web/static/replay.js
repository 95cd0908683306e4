// The replay works without this script. Browsers lead the Tab key past a frame in which nothing can be focused: a long
// page or text then cannot be scrolled by keyboard. The script puts a step before the frame that leads into it.
"use strict";
(() => {
  const frame = document.querySelector("iframe.replayed");
  if (!frame) return;
  const step = document.createElement("span");
  step.tabIndex = 0;
  step.setAttribute("role", "group");
  step.setAttribute("aria-label", frame.title);
  step.addEventListener("focus", () => {
    step.tabIndex = -1;  // so that Shift+Tab leads on, and not back into the frame
    frame.focus();
  });
  const left = () => { step.tabIndex = 0; };
  frame.addEventListener("blur", left);
  document.addEventListener("focusin", (event) => event.target !== step && event.target !== frame && left());
  frame.before(step);
})();
