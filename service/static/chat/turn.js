// One question of the conversation on the page, from the moment it is asked to what can be done with its answer.

import { answerPiece, chips, failurePiece, growingText, refusalPiece } from "./answer.js";
import { asMarkdown, asText, linkTo } from "./export.js";
import { feedbackPiece } from "./feedback.js";
import { make, stamp, wire } from "./pieces.js";
import { day, say, tag } from "./words.js";

/** The element of a turn. `acts`: open(citation, opener), again(turn, change), edit(turn), forget(turn), ask(question), tell(text). */
export function turnView(turn, acts) {
  const piece = stamp("turn");
  let growing = null;
  piece.question.textContent = turn.question;
  piece.question.lang = tag(turn.question);

  const view = {
    root: piece.root,

    /** An answer is under way. */
    begin() {
      growing = null;
      piece.chips.replaceChildren();
      for (const part of [piece.feedback, piece.related]) part.replaceChildren();
      piece.tools.hidden = true;
      piece.reply.replaceChildren(stamp("waiting").root);
    },

    /** One more sentence has come. */
    add(sentence) {
      if (!growing) {
        growing = growingText();
        piece.reply.replaceChildren(growing.root);
      }
      growing.add(sentence);
    },

    /** The whole answer is there. */
    finish() {
      const { body } = turn;
      const open = (citation, opener) => acts.open(turn, citation, opener);
      piece.chips.replaceChildren(...chips(turn, (change) => acts.again(turn, change)));
      piece.reply.replaceChildren(body.status === "answered" ? answerPiece(body, open) : refusalPiece(body, nearest(turn), open));
      piece.tools.replaceChildren(tools(turn, acts));
      piece.tools.hidden = false;
      piece.feedback.replaceChildren(...(turn.kept ? [feedbackPiece(body.id)] : []));
    },

    /** It was stopped, or went wrong. */
    fail(message, options) {
      const failure = failurePiece(message, options);
      wire(failure, { again: () => acts.again(turn, {}), edit: () => acts.edit(turn) });
      piece.reply.replaceChildren(failure);
    },

    /** What may be asked next. */
    suggest(questions) {
      piece.related.replaceChildren(...(questions.length ? [related(turn, questions, acts)] : []));
    },

    focus() {
      piece.question.focus({ preventScroll: true });
    },
  };

  if (turn.body) view.finish();
  else if (turn.stopped) view.fail(say("chat.stopped.detail"));
  return view;
}

/** What was found instead of an answer, as something whose source can be opened. */
function nearest(turn) {
  const held = new Map((turn.sources ?? []).map((source) => [source.id, source]));
  return turn.body.passages
    .filter((found) => held.has(found.document_id))
    .slice(0, 5)
    .map(({ document_id, text, ...found }) => ({ ...found, quote: text, document: held.get(document_id) }));
}

function tools(turn, acts) {
  const piece = stamp("tools");
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      acts.tell(say("chat.copied"));
    } catch {
      acts.tell(say("chat.copied.failed"));
    }
  };
  piece.root.querySelector("[data-do=link]").hidden = !turn.kept;
  piece.root.querySelector("[data-do=delete]").hidden = !turn.key;
  wire(piece.root, {
    copy: () => copy(asText(turn.body)),
    "copy-markdown": () => copy(asMarkdown(turn.body)),
    link: () => copy(linkTo(turn.body)),
    again: () => acts.again(turn, {}),
    edit: () => acts.edit(turn),
    delete: () => acts.forget(turn),
  });
  return piece.root;
}

function related(turn, questions, acts) {
  const piece = stamp("related");
  if (turn.body.status === "abstained") piece.title.textContent = say("chat.related.refused");
  for (const suggested of questions) {
    const item = make("li");
    const ask = make("button", "suggestion");
    ask.type = "button";
    const aside = suggested.as_of && `${say("chat.as_of", { date: day(suggested.as_of) })} · ${say("chat.related.before")}`;
    const lines = suggested.about ? [suggested.about, suggested.question] : [suggested.question, aside];
    lines.filter(Boolean).forEach((text, at) => ask.append(make("span", at ? "hint" : "", text, tag(text))));
    ask.addEventListener("click", () => acts.ask({ question: suggested.question, asOf: suggested.as_of ?? "", filters: {}, alone: true }));
    item.append(ask);
    piece.list.append(item);
  }
  return piece.root;
}
