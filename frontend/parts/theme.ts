/** Light, dark, or as the system is set: changes the page at once and tells the server in the background. */

export type Theme = "light" | "dark" | "";

/** What a pressed button asks for; anything unknown means "as the system is set". */
export function themeOf(value: string | null | undefined): Theme {
  return value === "light" || value === "dark" ? value : "";
}

export function wear(theme: Theme, page: Document): void {
  if (theme === "") delete page.documentElement.dataset.theme;
  else page.documentElement.dataset.theme = theme;
  for (const button of page.querySelectorAll<HTMLButtonElement>('[data-theme-choice] button[name="theme"]')) {
    button.setAttribute("aria-pressed", String(themeOf(button.value) === theme));
  }
  // The map draws on a canvas, which does not follow a stylesheet by itself.
  page.dispatchEvent(new CustomEvent("groundwork:theme", { detail: { theme } }));
}

export function listenForTheme(page: Document): void {
  for (const form of page.querySelectorAll<HTMLFormElement>("form[data-theme-choice]")) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!(button instanceof HTMLButtonElement)) return;
      event.preventDefault();
      const before = themeOf(page.documentElement.dataset.theme);
      const wanted = themeOf(button.value);
      const body = new FormData(form, button);
      wear(wanted, page);
      fetch(form.action, { method: "POST", body, credentials: "same-origin" })
        .then((answer) => {
          if (!answer.ok) wear(before, page);
        })
        .catch(() => wear(before, page));
    });
  }
}
