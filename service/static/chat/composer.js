// The question form: what is asked, for which day, in which part of the corpus.

import { language, say } from "./words.js";

const FILTERS = ["jurisdiction", "sector", "kind"];
const FINE_POINTER = matchMedia("(pointer: fine)");

/** The form, wired: `send(asked)` is called with what is to be asked, `stop()` while an answer is under way. */
export function composer(form, today, { send, stop, tell, keysOn }) {
  const { question, as_of: day } = form.elements;
  const submit = form.querySelector("button[type=submit]");
  const reset = form.querySelector("[data-do=today]");
  const words = submit.textContent;
  const { placeholder } = question;
  let busy = false;

  function submitted(event) {
    event.preventDefault();
    if (busy) return stop();
    const text = question.value.trim();
    if (!text) {
      tell(say("chat.empty"));
      return question.focus();
    }
    send({ question: text, asOf: day.value && day.value !== today ? day.value : "", filters: filters() });
    question.value = "";
    grow();
  }

  function filters() {
    return Object.fromEntries(FILTERS.map((name) => [name, form.elements[name].value]).filter(([, value]) => value));
  }

  function mark() {
    reset.hidden = day.value === today;
    const count = Object.keys(filters()).length;
    form.querySelector("[data-count]").textContent = count ? ` (${count})` : "";
  }

  function grow() {
    if (CSS.supports("field-sizing", "content")) return;
    question.style.height = "auto";
    question.style.height = `${question.scrollHeight + 2}px`;
  }

  function key(event) {
    if (event.key !== "Enter" || event.isComposing) return;
    const plain = !event.shiftKey && !event.altKey && !event.metaKey && !event.ctrlKey;
    if ((keysOn() && plain && FINE_POINTER.matches) || event.ctrlKey || event.metaKey) {
      event.preventDefault();
      if (!busy) form.requestSubmit();
    }
  }

  form.noValidate = true; // the same button stops, when there is nothing in the form
  form.addEventListener("submit", submitted);
  form.addEventListener("change", mark);
  day.addEventListener("input", mark);
  question.addEventListener("keydown", key);
  question.addEventListener("input", grow);
  reset.addEventListener("click", () => {
    day.value = today;
    mark();
    day.focus();
  });
  day.value ||= today;
  mark();

  return {
    /** Put a question back into the form, to change it. */
    fill(asked) {
      question.value = asked.question;
      day.value = asked.asOf || today;
      for (const name of FILTERS) form.elements[name].value = asked.filters[name] ?? "";
      mark();
      grow();
      question.focus();
      question.select();
    },
    focus: () => question.focus(),
    /** Whether the next question follows another. */
    follows(now) {
      question.placeholder = now ? say("chat.follow_up") : placeholder;
    },
    /** While an answer is under way the button that asks is the one that stops. */
    busy(now) {
      busy = now;
      submit.textContent = now ? say("chat.stop") : words;
      submit.classList.toggle("stop", now);
    },
  };
}

/** Where the service is asked: the fields of POST /api/query. */
export function bodyOf(turn, history) {
  return {
    question: turn.question,
    as_of: turn.asOf || null,
    language: "auto",
    filters: Object.fromEntries(Object.entries(turn.filters).map(([name, value]) => [name, [value]])),
    history: turn.alone ? [] : history,
  };
}

/** The page's own language, kept in links that the reader follows. */
export function chosenLanguage() {
  return new URLSearchParams(location.search).has("lang") ? language() : null;
}
