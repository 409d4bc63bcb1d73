// Asks now and then whether there is something new, and shows the answer. Rests while the page is hidden, waits longer
// after each failure, and stops when the server says that there is nothing to ask.

const LONGEST_S = 300;

/** Seconds until the next question. Pure. */
export const waitS = (everyS, failures) => Math.min(LONGEST_S, everyS * 2 ** Math.min(failures, 10));

export function startLive(element) {
  const url = new URL(element.dataset.url, window.location.href);
  if (url.origin !== window.location.origin) return;
  const everyS = Math.max(1, Number(element.dataset.everyS) || 20);
  let failures = 0;
  let shown = "";
  let timer = 0;

  const later = () => {
    window.clearTimeout(timer);
    if (element.isConnected && !document.hidden) timer = window.setTimeout(ask, 1000 * waitS(everyS, failures));
  };

  async function ask() {
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, cache: "no-store", redirect: "error" });
      if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
        element.dataset.state = "stopped";
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      failures = 0;
      const text = answer.status === 204 ? "" : await answer.text();
      if (answer.status === 200 && text !== shown) {
        shown = text;
        // Scripts of a parsed document do not run, and the page's policy would not let them.
        element.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
      }
    } catch {
      failures += 1;
    }
    later();
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? window.clearTimeout(timer) : later()));
  later();
}
