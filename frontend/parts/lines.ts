/**
 * Lines in which something is added without leaving the page. A details.add-line stands there and opens; a link
 * [data-opens-line] leads to a whole form, and here its line (the same address with line=1) is put into its place.
 */

export function listenForLines(page: Document): void {
  // A toggle does not bubble, but it can be caught on its way: parts of a page come and go.
  page.addEventListener(
    "toggle",
    ({ target }) => {
      if (target instanceof HTMLDetailsElement && target.open && target.matches("details.add-line"))
        focusFirst(target);
    },
    true,
  );
  page.addEventListener("click", (event) => {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-opens-line]") : null;
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
      return;
    event.preventDefault();
    void openLine(link);
  });
}

/** The whole form is one press further where the line does not come: no connection, or signed out meanwhile. */
async function openLine(link: HTMLAnchorElement): Promise<void> {
  link.setAttribute("aria-busy", "true");
  try {
    const address = new URL(link.href);
    address.searchParams.set("line", "1");
    const answer = await fetch(address);
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const line = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form");
    if (!line) throw new Error("no line");
    const { makePicks } = await import("./picks");
    link.replaceWith(document.adoptNode(line));
    makePicks(line);
    focusFirst(line);
  } catch {
    location.assign(link.href);
  }
}

function focusFirst(line: HTMLElement): void {
  line.querySelector<HTMLElement>(".ts-control input, .input:not(.tomselected)")?.focus();
}
