// The theme switch without a new page: the same cookie that the server sets when there are no scripts.

const AGE_S = 31_536_000;

export function startTheme(page) {
  const form = page.querySelector("[data-theme-switch]");
  if (!form) return;
  form.addEventListener("submit", (event) => {
    const theme = event.submitter?.value;
    if (!["auto", "light", "dark"].includes(theme)) return;
    event.preventDefault();
    const secure = window.location.protocol === "https:" ? "; secure" : "";
    page.cookie = `theme=${theme}; path=/; max-age=${AGE_S}; samesite=lax${secure}`;
    if (theme === "auto") delete page.documentElement.dataset.theme;
    else page.documentElement.dataset.theme = theme;
    for (const button of form.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.value === theme));
    }
  });
}

/** Calls back when the colours of the page change, by the switch or by the system. */
export function onTheme(changed) {
  new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}
