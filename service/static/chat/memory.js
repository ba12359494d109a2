// What this browser keeps: conversations and settings. Where storage is not allowed, nothing is kept and everything else works.

const CONVERSATION = "carbonkb.conversation.";
const SETTING = "carbonkb.setting.";
const NEAREST_KEPT = 5;
const EXCERPT = 300;

/** Whether a setting is on; all are by default. */
export function isOn(setting) {
  return read(SETTING + setting) !== "off";
}

/** Turn a setting on or off. */
export function turn(setting, on) {
  if (on) remove(SETTING + setting);
  else write(SETTING + setting, "off");
}

/** Keep a conversation; returns false where older ones had to be forgotten to make room. */
export function keep(conversation) {
  if (!isOn("history")) return true;
  const text = JSON.stringify({ ...conversation, turns: conversation.turns.map(lean) });
  let roomy = true;
  while (!write(CONVERSATION + conversation.id, text)) {
    const oldest = conversations().filter((one) => one.id !== conversation.id).at(-1);
    if (!oldest) return false;
    forget(oldest.id);
    roomy = false;
  }
  return roomy;
}

/** All conversations that are kept, newest first. */
export function conversations() {
  return keys()
    .filter((key) => key.startsWith(CONVERSATION))
    .map((key) => parse(read(key)))
    .filter(Boolean)
    .sort((one, other) => other.at - one.at);
}

/** The conversation that holds an answer; undefined where none does. */
export function conversationWith(answerId) {
  return conversations().find((one) => one.turns.some((turn) => turn.body?.id === answerId));
}

/** Forget one conversation, or all. */
export function forget(id) {
  for (const key of keys()) if (key === CONVERSATION + id || (id === undefined && key.startsWith(CONVERSATION))) remove(key);
}

/** A turn without what only the moment needs: passages that were found are kept for refusals alone, and short. */
function lean(turn) {
  const { question, asOf, filters, alone, key, kept, sources, body, stopped } = turn;
  if (!body) return { question, asOf, filters, alone, stopped: true };
  const near = body.status === "abstained" ? body.passages.slice(0, NEAREST_KEPT) : [];
  const held = new Set(near.map((found) => found.document_id));
  return {
    question, asOf, filters, alone, key, kept, stopped,
    sources: (sources ?? []).filter((source) => held.has(source.id)),
    body: { ...body, passages: near.map((found) => ({ ...found, text: found.text.slice(0, EXCERPT) })) },
  };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function keys() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key, text) {
  try {
    localStorage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}

function remove(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Storage is not allowed: there is nothing to remove.
  }
}
