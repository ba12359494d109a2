// Answers and conversations as text and as Markdown, with their citations.

import { day, label, plain, say, titleOf } from "./words.js";

/** An answer as plain text: sentences with numbers, then the sources with their quotes. */
export function asText(body) {
  if (body.status === "abstained") return [body.question, "", refused(body)].join("\n");
  const sources = body.citations.map((one) => `[${one.number}] ${reference(one)}\n    “${oneLine(plain(one.quote))}”`);
  return [numbered(body, (text) => text), "", say("chat.holds", { date: day(body.as_of) }), ...notes(body, ""), "", ...sources, ...linkOf(body)].join("\n");
}

/** An answer as Markdown, under its question. */
export function asMarkdown(body, heading = "##") {
  const head = `${heading} ${escape(oneLine(body.question))}`;
  if (body.status === "abstained") return [head, "", escape(refused(body)), ...linkOf(body)].join("\n");
  const sources = body.citations.flatMap((one) => [`${one.number}. ${escape(reference(one))}`, "", ...quoted(plain(one.quote)), ""]);
  const holds = `*${say("chat.holds", { date: day(body.as_of) })}*`;
  return [head, "", holds, ...notes(body, "> "), "", numbered(body, escape), "", `${heading}# ${say("chat.sources")}`, "", ...sources, ...linkOf(body)].join("\n");
}

/** A whole conversation as Markdown. */
export function conversationAsMarkdown(turns) {
  const said = turns.filter((turn) => turn.body).map((turn) => asMarkdown(turn.body));
  return [`# ${document.title}`, "", ...said.flatMap((text) => [text, ""])].join("\n");
}

/** Give a text to the reader as a file. */
export function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The permanent address of an answer. */
export function linkTo(body) {
  return new URL(`/a/${body.id}`, location.href).href;
}

function numbered(body, escaped) {
  const points = Array.from(body.answer);
  let written = 0;
  let text = "";
  for (const sentence of body.sentences) {
    const gap = points.slice(written, sentence.start).join("").replace("\n", "\n\n");
    text += gap + escaped(sentence.text) + sentence.citations.map((number) => escaped(` [${number}]`)).join("");
    written = sentence.end;
  }
  return text;
}

function reference(citation) {
  const source = citation.document;
  const parts = [titleOf(source), source.number, citation.locator, label("rendition", citation.rendition), label("status", source.status)];
  if (citation.page) parts.push(say("chat.page", { number: citation.page }));
  return parts.filter(Boolean).join(", ");
}

function refused(body) {
  return [say(`refusal.${body.abstention.reason}`), body.abstention.message, body.abstention.would_hold].filter(Boolean).join(" ");
}

function notes(body, mark) {
  return body.warnings.length ? ["", ...body.warnings.map((warning) => `${mark}${say("chat.export.note")}: ${mark ? escape(warning) : warning}`)] : [];
}

function linkOf(body) {
  return body.kept === false ? [] : ["", linkTo(body)];
}

function quoted(text) {
  return text.split("\n").map((line) => `   > ${escape(line)}`);
}

function oneLine(text) {
  return text.replace(/\s+/g, " ").trim();
}

function escape(text) {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, "\\$&");
}
