// An answer, a refusal or a failure as elements of the page.

import { make, stamp } from "./pieces.js";
import { factsOf } from "./source_facts.js";
import { day, label, language, plain, renditionTag, say, tag, titleOf, unbroken } from "./words.js";

const LONGEST_TAIL = 12;

/** A paragraph that grows while sentences come in. */
export function growingText() {
  const text = make("div", "answer-text");
  let written = 0;
  return {
    root: text,
    add(sentence) {
      if (written && sentence.start > written + 1) text.append(make("br"));
      text.append(words(plain(sentence.text)), " ");
      written = sentence.end;
    },
  };
}

/** An answer: warnings, the sentences with numbered buttons, and the list of sources. */
export function answerPiece(body, open) {
  const piece = stamp("answer");
  fillWarnings(piece, body.warnings);
  piece.text.replaceChildren(...paragraphs(body));
  for (const citation of body.citations) piece["source-list"].append(sourceRow(citation, citation.number, open));
  piece.sources.hidden = !body.citations.length;
  return piece.root;
}

/** A refusal: why, what was searched, what is nearest, what helps. */
export function refusalPiece(body, sources, open) {
  const piece = stamp("refusal");
  const refused = body.abstention;
  piece.reason.textContent = say(`refusal.${refused.reason}`);
  piece.reason.hidden = body.language === language();
  show(piece.message, piece.message, refused.message);
  show(piece.holder, piece["would-hold"], refused.would_hold);
  fillWarnings(piece, body.warnings);
  piece.searched.textContent = say("refusal.searched", {
    documents: refused.searched.documents,
    complete_to: day(refused.searched.complete_to),
  });
  for (const found of sources) piece["nearest-list"].append(sourceRow(found, null, open));
  piece.nearest.hidden = !sources.length;
  return piece.root;
}

/** A failure, in words; one that mends itself offers no button to ask again. */
export function failurePiece(message, { requestId, mends = false } = {}) {
  const piece = stamp("error");
  piece.root.querySelector("[data-do=again]").hidden = mends;
  piece.message.textContent = message;
  if (requestId) piece.id.textContent = say("chat.error.id", { id: requestId });
  return piece.root;
}

/** What the question was taken to ask; some of it can be taken back: `retract(change)` asks again without it. */
export function chips(turn, retract) {
  const { understood } = turn.body;
  const made = [];
  const dated = turn.body.status === "answered" ? "chat.holds" : "chat.as_of";
  const date = day(understood.as_of);
  const from = { question: "chat.chip.date.question", query: "chat.chip.date.query" }[understood.as_of_from];
  const words = say(dated, { date: from ? say(from, { date }) : date });
  made.push(chip(words, from && say("chat.chip.date.remove"), () => retract({ asOf: "today" }), "date"));
  if (understood.question !== turn.body.question) {
    const resolved = say("chat.chip.resolved", { question: understood.question });
    made.push(chip(resolved, say("chat.chip.resolved.remove"), () => retract({ alone: true })));
  }
  for (const [name, value] of Object.entries(turn.filters)) {
    const shown = label(name, value);
    const remove = say("chat.chip.filter.remove", { value: shown });
    made.push(chip(say("chat.chip.filter", { value: shown }), remove, () => retract({ filter: name })));
  }
  for (const sector of understood.sectors) if (turn.filters.sector !== sector) made.push(chip(label("sector", sector)));
  for (const place of understood.jurisdictions) if (turn.filters.jurisdiction !== place) made.push(chip(label("jurisdiction", place)));
  for (const year of understood.years) made.push(chip(say("chat.chip.year", { value: year })));
  return made;
}

function chip(text, remove, action, kind = "") {
  const made = make("li", `chip ${kind}`, text, tag(text));
  if (remove) {
    const cross = make("button", "remove", "×");
    cross.type = "button";
    cross.setAttribute("aria-label", remove);
    cross.title = remove;
    cross.addEventListener("click", action);
    made.append(cross);
  }
  return made;
}

/** One paragraph for each run of lines; a number after the last of the sentences that rest on the same quotes. */
function paragraphs(body) {
  const made = [];
  let current = null;
  body.sentences.forEach((sentence, at) => {
    const next = body.sentences[at + 1];
    const gap = at ? between(body, body.sentences[at - 1].end, sentence.start) : "\n";
    if (gap.includes("\n")) made.push((current = make("p", sentence.text.startsWith("|") ? "row" : "")));
    else current.append(gap);
    const goesOn = next && String(next.citations) === String(sentence.citations) && !between(body, sentence.end, next.start).includes("\n");
    current.append(...(goesOn ? [words(plain(sentence.text))] : numbered(plain(sentence.text), numbers(sentence.citations, body))));
  });
  return made;
}

function words(text) {
  return make("span", "sentence", text, tag(text));
}

/** A sentence with its numbers, which stay on the line of its last word. */
function numbered(text, refs) {
  const cut = Math.max(text.lastIndexOf(" ") + 1, text.length - LONGEST_TAIL);
  const tail = make("span", "tail");
  tail.append(words(text.slice(cut)), refs);
  return [words(text.slice(0, cut)), tail];
}

const points = new WeakMap();

/** Offsets count code points, JavaScript's strings do not. */
function between(body, start, end) {
  if (!points.has(body)) points.set(body, Array.from(body.answer));
  return points.get(body).slice(start, end).join("");
}

function numbers(citations, body) {
  const made = make("span", "refs");
  for (const number of citations) {
    const citation = body.citations.find((one) => one.number === number);
    const button = make("button", "ref", String(number));
    button.type = "button";
    button.dataset.citation = number;
    button.setAttribute("aria-label", say("chat.source", { number, title: titleOf(citation.document), locator: citation.locator }));
    made.append(button);
  }
  return made;
}

function sourceRow(citation, number, open) {
  const piece = stamp("source");
  const source = citation.document;
  if (number) piece.number.textContent = number;
  else piece.number.remove();
  piece.title.textContent = titleOf(source);
  piece.title.lang = tag(piece.title.textContent);
  piece.locator.textContent = unbroken(citation.locator);
  piece.locator.lang = renditionTag(citation.rendition);
  piece.facts.append(...factsOf(source, citation));
  piece.quote.textContent = plain(citation.quote);
  piece.quote.lang = renditionTag(citation.rendition);
  piece.root.firstElementChild.addEventListener("click", (event) => open(citation, event.currentTarget));
  return piece.root;
}

function fillWarnings(piece, warnings) {
  piece.warnings.hidden = !warnings.length;
  for (const warning of warnings) piece["warning-list"].append(make("li", "", warning, tag(warning)));
}

function show(container, slot, text) {
  container.hidden = !text;
  if (text) {
    slot.textContent = text;
    slot.lang = tag(text);
  }
}
