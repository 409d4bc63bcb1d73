// Single keys: j and k through rows, / to the search, g and a letter to a page, ? for the list. They are off while
// somebody types, and can be turned off for good (WCAG 2.2, 2.1.4), which the browser remembers.

const STORED = "sayso.keys";
const WAIT_MS = 1500; // how long "g" waits for its letter

const ACTIONS = new Map([["j", "next"], ["k", "previous"], ["/", "search"], ["?", "help"]]);

/** What a key asks for, given the key before: { wait, action, letter }. Pure. */
export function step(waiting, key) {
  if (waiting === "g") return /^[a-z]$/.test(key) ? { wait: "", action: "go", letter: key } : { wait: "", action: "" };
  if (key === "g") return { wait: "g", action: "" };
  return { wait: "", action: ACTIONS.get(key) ?? "" };
}

/** Whether keys pressed there are text, or choose something. */
export function typesIn(element) {
  if (!element) return false;
  if (element.isContentEditable) return true;
  const tag = element.tagName;
  if (tag === "TEXTAREA" || tag === "SELECT") return true;
  return tag === "INPUT" && !["button", "checkbox", "radio", "submit", "reset", "image"].includes(element.type);
}

function stored() {
  try {
    return window.localStorage.getItem(STORED) !== "off";
  } catch {
    return true; // storage is blocked: on, as on a first visit
  }
}

function store(on) {
  try {
    window.localStorage.setItem(STORED, on ? "on" : "off");
  } catch {
    // It then holds for this page alone.
  }
}

/** Moves the focus to the link of the next or previous row. */
function moveRow(page, by) {
  const rows = [...page.querySelectorAll("main [data-row]")].filter((row) => linkOf(row));
  if (!rows.length) return;
  const current = rows.indexOf(page.activeElement?.closest("[data-row]"));
  const next = current < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, current + by));
  linkOf(rows[next]).focus();
  rows[next].scrollIntoView({ block: "nearest" });
}

const linkOf = (row) => row.querySelector("[data-open]") ?? row.querySelector("a[href]");

export function startKeys(page) {
  const help = page.getElementById("keys");
  const button = page.querySelector("[data-keys-switch]");
  let on = stored();
  let waiting = "";
  let since = 0;

  const show = () => {
    if (!button) return;
    button.textContent = on ? "Keys are on" : "Keys are off";
    button.setAttribute("aria-pressed", String(on));
  };
  button?.addEventListener("click", () => {
    on = !on;
    store(on);
    show();
  });
  show();

  const actions = {
    next: () => moveRow(page, 1),
    previous: () => moveRow(page, -1),
    search: () => page.querySelector("[data-search]")?.focus(),
    help: () => help?.showPopover?.(),
    go: (letter) => page.querySelector(`a[data-go="${letter}"]`)?.click(),
  };

  page.addEventListener("keydown", (event) => {
    if (!on || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typesIn(event.target) || help?.matches(":popover-open")) return;
    if (event.key === "Shift") return;
    const told = step(event.timeStamp - since < WAIT_MS ? waiting : "", event.key);
    waiting = told.wait;
    since = event.timeStamp;
    if (!told.action) return;
    event.preventDefault();
    actions[told.action](told.letter);
  });
}
