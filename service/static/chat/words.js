// The words of the page in its language, as the server put them there.

let words = { language: "en", strings: {}, labels: {} };

/** Read the words that the page brought along. */
export function readWords(json) {
  words = JSON.parse(json);
}

/** The language of the page: "en" or "zh". */
export function language() {
  return words.language;
}

/** A string by its key, with {names} filled in; `.one` is taken where the count is 1 and the language has it. */
export function say(key, values = {}) {
  const single = Number(values.count) === 1 && words.strings[`${key}.one`];
  const text = single || words.strings[key] || key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** How a value of the domain reads: label("status", "in_force"). */
export function label(group, value) {
  return words.labels[`${group}.${value}`] ?? value;
}

/** A day, a month or a year in words: "2024-10" is "October 2024". */
export function day(when) {
  const parts = String(when).split("-").map(Number);
  if (parts.length > 3 || parts.some(Number.isNaN)) return String(when);
  const shown = ["year", "month", "day"].slice(0, parts.length);
  const options = { timeZone: "UTC", year: "numeric" };
  if (shown.includes("month")) options.month = "long";
  if (shown.includes("day")) options.day = "numeric";
  const [year, month = 1, date = 1] = parts;
  const moment = new Date(Date.UTC(year, month - 1, date));
  return new Intl.DateTimeFormat(words.language === "zh" ? "zh-Hans-CN" : "en-GB", options).format(moment);
}

/** The language a text is written in, as HTML's lang takes it. */
export function tag(text) {
  return /\p{Script=Han}/u.test(text) ? "zh-Hans" : "en";
}

/** The language of a rendition such as "official.zh", as HTML's lang takes it. */
export function renditionTag(rendition) {
  return rendition.endsWith(".zh") ? "zh-Hans" : "en";
}

/** The title of a document in the language of the page. */
export function titleOf(source) {
  return (words.language === "zh" && source.title_original) || source.title;
}

/** A text without the marks of Markdown headings, for showing. */
export function plain(text) {
  return text.replace(/^#{1,6}[ \t]+/gm, "");
}

/** A short locator that does not break: "Article 24". */
export function unbroken(locator) {
  return locator.length < 20 ? locator.replaceAll(" ", "\u00a0") : locator;
}
