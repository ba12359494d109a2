// Comfort only: every page works without this file.

const chat = document.getElementById("chat");
if (chat) {
  import("./chat/chat.js").then(({ start }) => start(chat));
}
