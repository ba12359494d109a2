// Whether an answer helped, and what is wrong with it where it did not.

import { stamp, wire } from "./pieces.js";
import { say } from "./words.js";

/** The small form under an answer. */
export function feedbackPiece(answerId) {
  const piece = stamp("feedback");
  const [first] = piece.root.querySelectorAll("fieldset");
  const no = piece.root.querySelector("[data-do=no]");

  function ask(open) {
    piece.reasons.hidden = !open;
    no.setAttribute("aria-expanded", String(open));
    if (open) piece.reasons.focus();
    else no.focus();
  }

  async function send(said) {
    let key = "chat.feedback.thanks";
    try {
      const response = await fetch(`/api/answers/${answerId}/feedback`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(said),
      });
      if (!response.ok) key = "chat.feedback.failed";
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      key = "chat.feedback.failed";
    }
    piece.said.textContent = say(key);
    first.hidden = piece.reasons.hidden = key === "chat.feedback.thanks";
    piece.said.focus();
  }

  wire(piece.root, {
    yes: () => send({ helpful: true }),
    no: () => ask(piece.reasons.hidden),
    cancel: () => ask(false),
  });
  piece.root.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = new FormData(piece.root);
    send({ helpful: false, reason: given.get("reason"), comment: given.get("comment") });
  });
  return piece.root;
}
