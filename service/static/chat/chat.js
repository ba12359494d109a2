// The conversation: asks, shows, remembers. The page asks and answers without it too, by its form.

import { ask, Disconnected, Refusal } from "./ask.js";
import { watchCards } from "./card.js";
import { bodyOf, chosenLanguage, composer } from "./composer.js";
import { serviceBack } from "./connection.js";
import { watchKeys } from "./keys.js";
import * as memory from "./memory.js";
import { sheets } from "./sheets.js";
import { sourcePanel } from "./source.js";
import { turnView } from "./turn.js";
import { language, readWords, say } from "./words.js";

const REMEMBERED_TURNS = 3;
const REMEMBERED_LENGTH = 1500;
const PROBLEMS = {
  "urn:carbonkb:problem:too-busy": "chat.error.busy",
  "urn:carbonkb:problem:no-index": "chat.error.no_index",
  "urn:carbonkb:problem:damaged-index": "chat.error.no_index",
};

/** Bring the page to life. */
export function start(chat) {
  readWords(chat.dataset.words);
  new Conversation(chat).open();
}

class Conversation {
  constructor(chat) {
    this.chat = chat;
    this.log = chat.querySelector(".log");
    this.status = chat.querySelector(".status");
    this.banner = chat.querySelector(".banner");
    this.home = document.title;
    this.views = new Map();
    this.running = null;
    const tell = (text) => this.tell(text);
    this.form = composer(chat.querySelector("form.ask"), chat.dataset.today, {
      send: (asked) => this.add(asked),
      stop: () => this.stop(),
      tell,
      keysOn: () => memory.isOn("keys"),
    });
    const outside = [chat.querySelector(".conversation"), ...document.querySelectorAll("header.site, footer.site, .skip")];
    this.panel = sourcePanel(document.getElementById("source"), chat, outside, tell);
    this.cards = watchCards(this.log, chat, { find: (ref) => this.find(ref), open: (citation, ref) => this.openFrom(ref, citation) });
    this.acts = {
      open: (turn, citation, opener) => this.read(turn, citation, opener),
      again: (turn, change) => this.again(turn, change),
      edit: (turn) => this.edit(turn),
      forget: (turn) => this.forget(turn),
      ask: (asked) => this.add(asked),
      tell,
    };
    sheets(chat.querySelector(".toolbar"), {
      fresh: () => this.fresh(),
      resume: (conversation) => this.resume(conversation),
      turns: () => this.now.turns,
      forgotten: (id) => this.forgotten(id),
      tell,
    });
    watchKeys({ conversation: this, cards: this.cards, panel: this.panel, form: this.form });
    addEventListener("offline", () => this.warn(say("chat.error.offline")));
    addEventListener("online", () => this.warn(""));
    this.now = blank();
  }

  /** What the page came with: an answer, a conversation around it, or nothing yet. */
  open() {
    for (const link of this.chat.querySelectorAll("a[data-question]")) {
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        this.add({ question: link.dataset.question, asOf: "", filters: {} });
      });
    }
    const { answer, kept, sources } = this.chat.dataset;
    if (!answer) return;
    const body = JSON.parse(answer);
    const known = kept !== undefined && memory.conversationWith(body.id);
    const asOf = body.understood.as_of_from === "query" ? body.as_of : "";
    const turn = { question: body.question, asOf, filters: {}, body, kept: kept !== undefined, sources: JSON.parse(sources) };
    this.chat.querySelector(".earlier")?.remove();
    this.resume(known || { ...blank(), turns: [turn] }, body.id);
  }

  /** Ask something new. */
  add(asked) {
    if (this.running) return;
    const turn = { filters: {}, ...asked };
    this.now.turns.push(turn);
    this.now.title ||= turn.question;
    for (const view of this.views.values()) view.suggest([]);
    this.place(turn).root.scrollIntoView({ block: "start" });
    this.run(turn);
  }

  /** Ask the same again, with a term of it changed. */
  again(turn, { asOf, alone, filter } = {}) {
    if (this.running) return;
    if (asOf === "today") turn.asOf = turn.body.understood.as_of_from === "question" ? this.chat.dataset.today : "";
    if (alone) turn.alone = true;
    if (filter) delete turn.filters[filter];
    this.views.get(turn).focus();
    this.run(turn);
  }

  /** Put a question back into the form. */
  edit(turn) {
    this.form.fill(turn);
    this.tell(say("chat.editing"));
  }

  stop() {
    this.running?.abort();
  }

  async run(turn) {
    const controller = new AbortController();
    this.busy(controller);
    const view = this.views.get(turn);
    Object.assign(turn, { body: null, stopped: false });
    view.begin();
    this.tell(say("chat.searching", { documents: this.chat.dataset.documents }));
    try {
      await this.answer(turn, view, controller.signal);
    } catch (error) {
      await this.failed(turn, view, error, controller.signal);
    } finally {
      if (this.running === controller) this.busy(null);
    }
  }

  async answer(turn, view, signal) {
    for await (const { name, data, key } of ask(bodyOf(turn, this.history(turn)), signal)) {
      if (name === "retrieval") {
        turn.sources = data.documents;
        this.tell(say("chat.found", { count: data.passages.length }));
      } else if (name === "sentence") view.add(data);
      else this.done(turn, view, data, key);
    }
  }

  done(turn, view, body, key) {
    Object.assign(turn, { body, key, kept: Boolean(key) });
    view.finish();
    this.warn("");
    const count = body.citations.length;
    this.tell(body.status === "answered" ? say("chat.answered", { count }) : say("chat.refused"));
    this.remember();
    this.address(turn);
    if (turn.kept) this.suggest(turn, view);
  }

  async suggest(turn, view) {
    const { id } = turn.body;
    try {
      const response = await fetch(`/api/answers/${id}/related?language=${language()}`);
      if (response.ok && turn.body?.id === id) view.suggest((await response.json()).questions);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // out of reach: there is just nothing to suggest
    }
  }

  async failed(turn, view, error, signal) {
    if (signal.aborted) {
      turn.stopped = true;
      view.fail(say("chat.stopped.detail"));
      this.tell(say("chat.stopped"));
    } else if (error instanceof Refusal) {
      view.fail(wordsFor(error.problem), { requestId: error.problem.request_id });
      this.tell(say("chat.error.title"));
    } else if (error instanceof Disconnected) await this.wait(turn, view, error, signal);
    else {
      view.fail(say("chat.error.other"));
      throw error;
    }
  }

  /** The service is out of reach: say so, wait for it, and ask again. */
  async wait(turn, view, error, signal) {
    view.fail(say(error.begun ? "chat.error.broken" : "chat.error.network"), { mends: true });
    this.tell(say("chat.error.waiting"));
    try {
      await serviceBack(signal);
    } catch (stopped) {
      return this.failed(turn, view, stopped, signal);
    }
    this.tell(say("chat.error.back"));
    this.busy(null);
    return this.run(turn);
  }

  history(turn) {
    const before = this.now.turns.slice(0, this.now.turns.indexOf(turn)).filter((one) => one.body);
    return before.slice(-REMEMBERED_TURNS).flatMap(({ body }) => [
      { role: "user", content: body.question },
      { role: "assistant", content: (body.answer ?? body.abstention.message).slice(0, REMEMBERED_LENGTH) },
    ]);
  }

  /** Show a turn at the end of the log. */
  place(turn) {
    const view = turnView(turn, this.acts);
    this.views.set(turn, view);
    this.log.append(view.root);
    this.begun(true);
    return view;
  }

  /** Whether there is a conversation: the page changes from a first question to one after another. */
  begun(now) {
    this.chat.classList.toggle("begun", now);
    this.form.follows(now);
  }

  /** Show a conversation that is kept, at one of its answers. */
  resume(conversation, answerId) {
    this.clear();
    this.now = conversation;
    for (const turn of conversation.turns) this.place(turn);
    const last = conversation.turns.findLast((turn) => turn.body);
    const at = conversation.turns.find((turn) => turn.body?.id === answerId) ?? last;
    if (!at) return;
    if (conversation.turns.length > 1) {
      this.views.get(at).root.scrollIntoView({ block: "start" });
      this.tell(say("chat.resumed"));
    }
    if (answerId === undefined) this.address(at);
    if (at === last && at.kept) this.suggest(at, this.views.get(at));
  }

  fresh() {
    this.clear();
    this.now = blank();
    this.begun(false);
    this.goTo("/", this.home);
    this.form.focus();
    scrollTo(0, 0);
  }

  clear() {
    this.stop();
    this.panel.close();
    this.cards.hide();
    this.views.clear();
    this.log.replaceChildren();
    this.tell("");
  }

  forgotten(id) {
    if (id === undefined || id === this.now.id) this.now.id = crypto.randomUUID?.() ?? String(Math.random());
  }

  /** Delete an answer where it is kept, and here. */
  async forget(turn) {
    if (!confirm(say("chat.delete.confirm"))) return;
    try {
      const response = await fetch(`/api/answers/${turn.body.id}`, { method: "DELETE", headers: { "Answer-Key": turn.key } });
      if (!response.ok && response.status !== 404) return this.tell(say("chat.delete.failed"));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return this.tell(say("chat.delete.failed"));
    }
    this.panel.close();
    this.views.get(turn).root.remove();
    this.views.delete(turn);
    this.now.turns.splice(this.now.turns.indexOf(turn), 1);
    this.remember();
    if (this.now.turns.length) this.address(this.now.turns.at(-1));
    else this.fresh();
    this.tell(say("chat.deleted"));
    this.form.focus();
  }

  remember() {
    if (!this.now.turns.length) memory.forget(this.now.id);
    else if (!memory.keep(this.now)) this.warn(say("chat.error.full"));
  }

  /** The page's address becomes that of the answer, so that reloading and sharing find it. */
  address(turn) {
    if (turn.kept) this.goTo(`/a/${turn.body.id}`, `${turn.question.slice(0, 60)} · ${this.home.split(" · ").at(-1)}`);
  }

  goTo(path, title) {
    const chosen = chosenLanguage();
    history.replaceState(null, "", chosen ? `${path}?lang=${chosen}` : path);
    document.title = title;
    document.querySelector("a.language").href = `${path}?lang=${language() === "zh" ? "en" : "zh"}`;
  }

  find(ref) {
    return this.turnOf(ref)?.body?.citations.find((one) => one.number === Number(ref.dataset.citation));
  }

  openFrom(ref, citation) {
    this.read(this.turnOf(ref), citation, ref);
  }

  turnOf(element) {
    const root = element.closest(".turn");
    return [...this.views].find(([, view]) => view.root === root)?.[0];
  }

  read(turn, citation, opener) {
    this.cards.hide();
    this.panel.open(citation, turn.body.citations, turn.body.as_of, opener);
  }

  busy(controller) {
    this.running = controller;
    this.log.setAttribute("aria-busy", String(Boolean(controller)));
    this.form.busy(Boolean(controller));
  }

  tell(text) {
    this.status.textContent = text;
  }

  warn(text) {
    this.banner.textContent = text;
    this.banner.hidden = !text;
  }
}

function blank() {
  return { id: crypto.randomUUID?.() ?? String(Math.random()), at: Date.now(), title: "", turns: [] };
}

function wordsFor(problem) {
  const pointers = (problem.errors ?? []).map((one) => one.pointer);
  if (pointers.includes("#/as_of")) return say("chat.error.date");
  if (pointers.includes("#/question") || problem.status === 413) return say("chat.error.long");
  return say(PROBLEMS[problem.type] ?? "chat.error.other");
}
