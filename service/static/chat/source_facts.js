// What is known of a source, shown the same way in the list, in the card and in the panel.

import { make } from "./pieces.js";
import { day, label, say } from "./words.js";

/** Badges and dates of what a citation quotes: its status on the as-of date, since when, which text, which page. */
export function factsOf(source, { rendition, page, superseded } = {}) {
  const facts = [statusBadge(source, superseded)];
  if (source.basis === "secondary") facts.push(make("span", "badge", say("chat.secondary")));
  if (source.basis === "excerpt") facts.push(make("span", "badge plain", say("chat.excerpt")));
  const dates = effect(source);
  if (dates) facts.push(make("span", "", dates));
  if (rendition) facts.push(make("span", "", label("rendition", rendition)));
  if (page) facts.push(make("span", "", say("chat.page", { number: page })));
  return facts;
}

/** The status of the provision: that of its document, unless the provision alone was superseded, or others of it were. */
function statusBadge(source, superseded) {
  const ended = source.status === "superseded" && source.effective_to && dayAfter(source.effective_to);
  const since = superseded?.since ?? ended;
  const status = superseded ? "superseded" : source.status === "in_part" ? "in_force" : source.status;
  return make("span", `badge ${status}`, since ? say("chat.superseded_since", { date: day(since) }) : label("status", status));
}

function effect(source) {
  const { status, effective_from: from, effective_to: to, issued } = source;
  if (status === "draft" || !from) return issued ? say("chat.issued", { date: day(issued) }) : "";
  const began = say(status === "not_yet_in_force" ? "chat.from" : "chat.since", { date: day(from) });
  return to && status !== "superseded" ? `${began} ${say("chat.until", { date: day(to) })}` : began;
}

function dayAfter(when) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(when)) return null;
  const next = new Date(`${when}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}
