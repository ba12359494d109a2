// The source beside the answer: the document's whole text at the quoted words, alone or beside another text of it.

import { make, slotsOf, wire } from "./pieces.js";
import { factsOf } from "./source_facts.js";
import { label, renditionTag, say, tag, titleOf } from "./words.js";

const ROOM_FOR_TWO = 34 * 16;
const COVERING = matchMedia("(max-width: 61.99rem)");

/** The panel. `outside` are the parts of the page that it covers in a narrow window; `tell(text)` fills the status line. */
export function sourcePanel(panel, chat, outside, tell) {
  const slots = slotsOf(panel);
  const texts = new Map();
  let now = null;

  async function open(citation, citations, asOf, opener) {
    const place = citations.indexOf(citation);
    now = { citation, citations, asOf, place, opener: opener ?? now?.opener };
    panel.hidden = false;
    chat.classList.add("reading");
    cover();
    header(citation);
    slots.text.replaceChildren(make("p", "hint", say("chat.panel.loading")));
    slots.title.focus({ preventScroll: true });
    const both = citation.also?.length && slots.text.clientWidth >= ROOM_FOR_TWO;
    await show(citation, both ? "both" : citation.rendition);
  }

  function close() {
    if (panel.hidden) return;
    const { opener } = now;
    panel.hidden = true;
    chat.classList.remove("reading");
    cover();
    now = null;
    if (opener?.isConnected) opener.focus();
    else document.getElementById("question").focus();
  }

  function step(by) {
    const next = now?.citations[now.place + by];
    if (next) open(next, now.citations, now.asOf);
  }

  function header(citation) {
    const source = citation.document;
    const known = now.place >= 0;
    slots.place.textContent = known
      ? say("chat.panel.place", { number: now.place + 1, count: now.citations.length })
      : say("chat.panel.passage");
    slots.title.replaceChildren(make("span", "", titleOf(source), tag(titleOf(source))));
    slots.title.append(" ", make("span", "locator", citation.locator, renditionTag(citation.rendition)));
    slots.facts.replaceChildren(...factsOf(source, { page: citation.page, superseded: citation.superseded }));
    if (source.number) slots.facts.append(make("span", "", source.number, tag(source.number)));
    panel.querySelector("[data-do=previous]").disabled = now.place <= 0;
    panel.querySelector("[data-do=next]").disabled = !known || now.place >= now.citations.length - 1;
  }

  async function show(citation, view) {
    const asked = now;
    try {
      const spot = await spotOf(citation);
      const text = await read(address(citation, spot, view));
      if (now !== asked) return;
      render(citation, text, view);
      tell(say("chat.panel.opened"));
    } catch (error) {
      if (!(error instanceof TypeError) && !(error instanceof Unreadable)) throw error;
      if (now === asked) slots.text.replaceChildren(make("p", "error", say("chat.panel.failed")));
    }
  }

  /** Where the words stand: a passage that was found and not cited does not say, so its document is asked. */
  async function spotOf(citation) {
    if (citation.start !== undefined) return citation;
    const found = await read(`/api/documents/${encodeURIComponent(citation.document.id)}/passages?rendition=${citation.rendition}`);
    return found.passages.find((one) => one.passage_id === citation.passage_id) ?? {};
  }

  function address(citation, spot, view) {
    const alone = view !== "both";
    const other = alone && citation.also?.find((one) => one.rendition === view);
    const marked = other || (alone && view !== citation.rendition ? {} : spot);
    const query = new URLSearchParams({ rendition: alone ? view : citation.rendition, as_of: now.asOf });
    if (!alone) query.set("beside", besideOf(citation));
    if (marked.end !== undefined) {
      query.set("start", marked.start);
      query.set("end", marked.end);
    }
    return `/api/documents/${encodeURIComponent(citation.document.id)}/aligned?${query}`;
  }

  async function read(path) {
    if (!texts.has(path)) {
      const response = await fetch(path);
      if (!response.ok) throw new Unreadable();
      texts.set(path, await response.json());
    }
    return texts.get(path);
  }

  function render(citation, text, view) {
    now.renditions = text.renditions;
    slots.whole.href = wholeAddress(citation, now.asOf);
    slots.views.replaceChildren(...views(citation, text, view));
    slots.text.replaceChildren(...notices(citation, text, view), ...text.rows.map((row) => rowOf(row, text)));
    slots.text.classList.toggle("two", Boolean(text.beside));
    toMark();
  }

  function views(citation, text, view) {
    const names = text.renditions.length > 1 ? [...text.renditions.map((name) => [name, label("rendition", name)]), ["both", say("chat.panel.both")]] : [];
    return names.map(([name, words]) => {
      const made = make("button", "segment", words);
      made.type = "button";
      made.setAttribute("aria-pressed", String(name === view));
      made.addEventListener("click", async () => {
        await show(now.citation, name);
        slots.views.querySelector("[aria-pressed=true]")?.focus();
      });
      return made;
    });
  }

  function besideOf(citation) {
    return citation.also?.[0]?.rendition ?? now.renditions.find((name) => name !== citation.rendition);
  }

  function toMark() {
    const mark = slots.text.querySelector("mark");
    if (!mark) return;
    const at = mark.getBoundingClientRect();
    const frame = slots.text.getBoundingClientRect();
    slots.text.scrollTop += at.top - frame.top - frame.height / 4;
  }

  function cover() {
    const covered = !panel.hidden && COVERING.matches;
    for (const part of outside) part.inert = covered;
    document.documentElement.classList.toggle("covered", covered);
  }

  COVERING.addEventListener("change", cover);
  wire(panel, { close, previous: () => step(-1), next: () => step(1) });
  return { open, close, step, isOpen: () => !panel.hidden };
}

class Unreadable extends Error {}

/** The page of the document, at the quote. */
export function wholeAddress(citation, asOf) {
  const query = new URLSearchParams({ rendition: citation.rendition, as_of: asOf });
  const language = new URLSearchParams(location.search).get("lang");
  if (language) query.set("lang", language);
  if (citation.start !== undefined) {
    query.set("start", citation.start);
    query.set("end", citation.end);
  }
  return `/documents/${encodeURIComponent(citation.document.id)}?${query}#quote`;
}

function notices(citation, text, view) {
  const shown = text.rows.flatMap((row) => row.lead).flatMap((block) => block.pieces);
  const marked = shown.filter((piece) => piece.marked).map((piece) => piece.text).join("");
  const squeeze = (words) => words.replace(/[\s#]+/g, "");
  const moved = (view === "both" || view === citation.rendition) && citation.start !== undefined && squeeze(marked) !== squeeze(citation.quote);
  const said = [...(moved ? [say("chat.panel.gone")] : []), ...text.notes];
  return said.map((note) => make("p", "notice", note, tag(note)));
}

function rowOf(row, text) {
  const made = make("div", "source-row");
  made.append(column(row.lead, renditionTag(text.rendition)));
  if (text.beside) made.append(column(row.beside, renditionTag(text.beside)));
  return made;
}

function column(blocks, lang) {
  const made = make("div", "text");
  made.lang = lang;
  if (!blocks.length) made.append(make("p", "hint", say("chat.panel.missing")));
  for (const block of blocks) {
    const line = make(block.kind === "heading" ? `h${block.level + 1}` : "p", block.kind === "row" ? "row" : "");
    for (const piece of block.pieces) line.append(...pieceOf(piece, block));
    made.append(line);
  }
  return made;
}

function pieceOf(piece, block) {
  const words = make(piece.marked ? "mark" : piece.strong && block.kind !== "heading" ? "b" : "span", "", piece.text);
  return piece.page ? [make("span", "page", say("chat.page", { number: piece.page })), words] : [words];
}
