// The card of a citation: hover, focus or tap shows it; it can be hovered, and Escape dismisses it.

import { stamp } from "./pieces.js";
import { factsOf } from "./source_facts.js";
import { plain, renditionTag, tag, titleOf, unbroken } from "./words.js";

const LINGER_MS = 250;
const GAP = 6;

/** Watch the numbered buttons of the log. `find(button)` gives the citation, `open(citation, button)` shows its source. */
export function watchCards(log, home, { find, open }) {
  let shown = null;
  let leaving = 0;
  let tapped = false;

  function show(ref) {
    clearTimeout(leaving);
    if (shown?.ref === ref) return;
    hide();
    const citation = find(ref);
    if (!citation) return;
    const piece = cardOf(citation);
    piece.read.addEventListener("click", () => choose(ref, citation));
    piece.root.addEventListener("pointerenter", () => clearTimeout(leaving));
    piece.root.addEventListener("pointerleave", leave);
    home.append(piece.root);
    ref.setAttribute("aria-describedby", "card");
    shown = { ref, card: piece.root };
    place();
  }

  function hide() {
    clearTimeout(leaving);
    shown?.card.remove();
    shown?.ref.removeAttribute("aria-describedby");
    shown = null;
  }

  function leave() {
    clearTimeout(leaving);
    leaving = setTimeout(hide, LINGER_MS);
  }

  function choose(ref, citation) {
    hide();
    open(citation, ref);
  }

  function place() {
    if (!shown) return;
    const at = shown.ref.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = shown.card;
    const below = at.bottom + GAP + height <= innerHeight || at.top < height + GAP;
    shown.card.style.left = `${Math.max(GAP, Math.min(at.left, innerWidth - width - GAP))}px`;
    shown.card.style.top = `${below ? at.bottom + GAP : at.top - GAP - height}px`;
  }

  const refOf = (event) => event.target.closest?.(".ref[data-citation]");
  log.addEventListener("pointerover", (event) => refOf(event) && event.pointerType !== "touch" && show(refOf(event)));
  log.addEventListener("pointerout", (event) => refOf(event) && event.pointerType !== "touch" && leave());
  log.addEventListener("focusin", (event) => refOf(event) && show(refOf(event)));
  log.addEventListener("focusout", (event) => refOf(event) && leave());
  log.addEventListener("pointerdown", (event) => { tapped = event.pointerType === "touch" && shown?.ref !== refOf(event); });
  log.addEventListener("click", (event) => {
    const ref = refOf(event);
    if (!ref) return;
    if (tapped && event.detail) show(ref);
    else choose(ref, find(ref));
  });
  document.addEventListener("pointerdown", (event) => {
    if (shown && !shown.card.contains(event.target) && !shown.ref.contains(event.target)) hide();
  });
  addEventListener("scroll", place, { passive: true });
  addEventListener("resize", place, { passive: true });
  return { hide, isShown: () => shown !== null };
}

function cardOf(citation) {
  const piece = stamp("card");
  piece.title.textContent = titleOf(citation.document);
  piece.title.lang = tag(piece.title.textContent);
  piece.locator.textContent = unbroken(citation.locator);
  piece.locator.lang = renditionTag(citation.rendition);
  piece.facts.append(...factsOf(citation.document, citation));
  piece.quote.textContent = plain(citation.quote);
  piece.quote.lang = renditionTag(citation.rendition);
  return piece;
}
