// The sheets that lie over the page: earlier conversations, export, settings.

import { conversationAsMarkdown, download } from "./export.js";
import * as memory from "./memory.js";
import { button, make, slotsOf, wire } from "./pieces.js";
import { day, say, tag } from "./words.js";

/** The toolbar and its sheets. `acts`: fresh(), resume(conversation), turns(), forgotten(id), tell(text). */
export function sheets(toolbar, acts) {
  const conversations = document.getElementById("conversations");
  const exporting = document.getElementById("export");
  const settings = document.getElementById("settings");
  const close = (sheet) => wire(sheet, { close: () => sheet.close() });
  [conversations, exporting, settings].forEach(close);

  function list() {
    const kept = memory.conversations();
    const slots = slotsOf(conversations);
    slots.none.hidden = kept.length > 0;
    slots.list.replaceChildren(...kept.map((one) => row(one)));
    conversations.querySelector("[data-do=forget-all]").hidden = !kept.length;
  }

  function row(conversation) {
    const item = make("li");
    const open = button("", "suggestion", () => {
      conversations.close();
      acts.resume(conversation);
    });
    open.setAttribute("aria-label", say("chat.conversations.open", { title: conversation.title }));
    const count = say("chat.conversations.count", { count: conversation.turns.length });
    const began = day(new Date(conversation.at).toISOString().slice(0, 10));
    open.append(make("span", "", conversation.title, tag(conversation.title)), make("span", "hint", `${began} · ${count}`));
    const forget = button(say("chat.conversations.forget"), "quiet", () => {
      forgetOne(conversation.id);
      (conversations.querySelector(".kept-list button") ?? conversations.querySelector("[data-do=close]")).focus();
    });
    forget.setAttribute("aria-label", `${say("chat.conversations.forget")}: ${conversation.title}`);
    item.append(open, forget);
    return item;
  }

  function forgetOne(id) {
    memory.forget(id);
    acts.forgotten(id);
    list();
  }

  wire(conversations, {
    "forget-all": () => {
      forgetOne(undefined);
      conversations.querySelector("[data-do=close]").focus();
    },
  });

  wire(exporting, {
    markdown: () => {
      exporting.close();
      const name = `${say("chat.export.name")}-${new Date().toISOString().slice(0, 10)}.md`;
      download(name, conversationAsMarkdown(acts.turns()));
    },
    print: () => {
      exporting.close();
      print();
    },
  });

  for (const box of settings.querySelectorAll("input[type=checkbox]")) {
    box.addEventListener("change", () => {
      memory.turn(box.name, box.checked);
      if (box.name === "history" && !box.checked) memory.forget();
    });
  }

  wire(toolbar, {
    new: () => acts.fresh(),
    conversations: () => {
      list();
      conversations.showModal();
    },
    export: () => {
      if (acts.turns().some((turn) => turn.body)) exporting.showModal();
      else acts.tell(say("chat.export.none"));
    },
    settings: () => {
      for (const box of settings.querySelectorAll("input[type=checkbox]")) box.checked = memory.isOn(box.name);
      settings.showModal();
    },
  });
  toolbar.hidden = false;
}
