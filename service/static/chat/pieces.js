// Pieces of the page: stamped from the server's templates, filled with text. Nothing here ever reads markup.

/** A copy of a template: its root, and its parts by the name of their slot. */
export function stamp(name) {
  const root = document.getElementById(`piece-${name}`).content.firstElementChild.cloneNode(true);
  return { root, ...slotsOf(root) };
}

/** The parts of an element by the name of their slot. */
export function slotsOf(root) {
  const slots = {};
  for (const part of root.querySelectorAll("[data-slot]")) slots[part.dataset.slot] = part;
  return slots;
}

/** An element with a class and text. */
export function make(name, className, text, lang) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  if (lang) made.lang = lang;
  return made;
}

/** A button that does something. */
export function button(text, className, action) {
  const made = make("button", className, text);
  made.type = "button";
  made.addEventListener("click", action);
  return made;
}

/** Call what the buttons within an element say they do: <button data-do="close">. */
export function wire(root, actions) {
  root.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-do]");
    if (pressed && root.contains(pressed)) actions[pressed.dataset.do]?.(pressed, event);
  });
}
