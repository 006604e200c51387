/**
 * Who may be meant already, as one types: [data-likely] asks its address with the fields that data-likely-of names, and
 * shows the answer. What is shown goes along with the form as seen, so that saving need not ask again.
 */

const WAIT_MS = 300;

/** What to ask, or "" while there is nothing to go by: three letters of a name, or the most of an address. */
export function question(values: Readonly<Record<string, string>>): string {
  const long = Object.entries(values).some(
    ([name, value]) => value.trim().length >= (name === "name" ? 3 : 6),
  );
  return long ? new URLSearchParams(values).toString() : "";
}

export function listenForLikely(page: Document): void {
  for (const place of page.querySelectorAll<HTMLElement>("[data-likely]")) {
    const form = place.closest("form");
    const names = (place.dataset.likelyOf ?? "").split(" ");
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asking: AbortController | undefined;
    let asked = "";
    const ask = async () => {
      const data = new FormData(form ?? undefined);
      const query = question(Object.fromEntries(names.map((name) => [name, String(data.get(name) ?? "")])));
      if (query === asked) return;
      asked = query;
      asking?.abort();
      asking = new AbortController();
      if (query === "") return place.replaceChildren();
      try {
        const answer = await fetch(`${place.dataset.likely}?${query}`, { signal: asking.signal });
        // Signed out meanwhile: the page says so when it is sent.
        if (!answer.ok || answer.redirected) return;
        const found = new DOMParser().parseFromString(await answer.text(), "text/html");
        place.replaceChildren(...found.body.children);
      } catch {
        // A newer question, or no connection: saving asks once more.
      }
    };
    form?.addEventListener("input", ({ target }) => {
      if (!(target instanceof HTMLInputElement) || !names.includes(target.name)) return;
      clearTimeout(timer);
      timer = setTimeout(() => void ask(), WAIT_MS);
    });
    void ask();
  }
}
