// Keys: / writes a question, Escape stops or closes, n and p walk through the quotes. All but Escape's closing can be switched off.

import * as memory from "./memory.js";

/** Watch the keys of the page. */
export function watchKeys({ conversation, cards, panel, form }) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") return escape(event);
    if (!memory.isOn("keys") || event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
    if (event.key === "/" && !panelCovers()) {
      event.preventDefault();
      form.focus();
    } else if (panel.isOpen() && event.key === "n") panel.step(1);
    else if (panel.isOpen() && event.key === "p") panel.step(-1);
  });

  function escape() {
    if (cards.isShown()) cards.hide();
    else if (conversation.running && memory.isOn("keys")) conversation.stop();
    else if (panel.isOpen()) panel.close();
  }
}

function writes(element) {
  return element.matches("input, textarea, select, [contenteditable]");
}

function panelCovers() {
  return document.documentElement.classList.contains("covered");
}
