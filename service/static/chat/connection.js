// Whether the service can be reached, and waiting until it can.

const FIRST_MS = 1000;
const LONGEST_MS = 10_000;

/** Resolves once the service answers again; rejects with an AbortError where the signal is used. */
export async function serviceBack(signal) {
  for (let pause = FIRST_MS; ; pause = Math.min(pause * 1.6, LONGEST_MS)) {
    await wait(pause, signal);
    if (await reachable(signal)) return;
  }
}

async function reachable(signal) {
  try {
    return (await fetch("/healthz", { signal, cache: "no-store" })).ok;
  } catch (error) {
    if (signal.aborted) throw error;
    return false;
  }
}

/** A pause that ends early when the network comes back. */
function wait(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const done = (settle) => (value) => {
      clearTimeout(timer);
      removeEventListener("online", onward);
      signal.removeEventListener("abort", away);
      settle(value);
    };
    const onward = done(resolve);
    const away = done(() => reject(new DOMException("stopped", "AbortError")));
    const timer = setTimeout(onward, milliseconds);
    addEventListener("online", onward);
    signal.addEventListener("abort", away);
  });
}
