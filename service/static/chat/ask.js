// Asking over POST /api/query, and reading the events of the answer as they come.

const ADDRESS = "/api/query";

/** The service said no; `problem` is what it said (RFC 9457). */
export class Refusal extends Error {
  constructor(problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** The service could not be reached, or the connection broke; `begun` tells whether something had come. */
export class Disconnected extends Error {
  constructor(begun) {
    super("disconnected");
    this.begun = begun;
  }
}

/**
 * Ask, and yield {name, data} for each event: "retrieval", "sentence" and at last "done", which also holds the answer's key.
 * Throws Refusal, Disconnected, or an AbortError where the signal was used.
 */
export async function* ask(body, signal) {
  const response = await reach(body, signal);
  if (!response.ok) throw new Refusal(await problemOf(response));
  let finished = false;
  for await (const { name, data } of events(response.body, signal)) {
    if (name === "error") throw new Refusal(data);
    finished = name === "done";
    yield finished ? { name, data, key: response.headers.get("Answer-Key") } : { name, data };
  }
  if (!finished) throw new Disconnected(true);
}

async function reach(body, signal) {
  try {
    return await fetch(ADDRESS, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
      body: JSON.stringify({ ...body, stream: true }),
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Disconnected(false);
  }
}

async function problemOf(response) {
  try {
    return await response.json();
  } catch {
    return { status: response.status, type: "about:blank", title: response.statusText, detail: "" };
  }
}

async function* events(stream, signal) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let pending = "";
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      ended = done;
      if (done) return;
      const blocks = (pending + value).split("\n\n");
      pending = blocks.pop();
      for (const block of blocks) yield parse(block);
    }
  } catch (error) {
    if (signal.aborted) throw new DOMException("stopped", "AbortError");
    throw error instanceof TypeError ? new Disconnected(true) : error;
  } finally {
    if (!ended) reader.cancel().catch(() => {}); // it is broken or stopped already
  }
}

function parse(block) {
  const lines = block.split("\n");
  const field = (name) => lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2)).join("\n");
  return { name: field("event"), data: JSON.parse(field("data")) };
}
