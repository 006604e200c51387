/** A line in which something is added (details.add-line): where it opens, one types at once. */

export function listenForLines(page: Document): void {
  // A toggle does not bubble, but it can be caught on its way: parts of a page come and go.
  page.addEventListener(
    "toggle",
    ({ target }) => {
      if (target instanceof HTMLDetailsElement && target.open && target.matches("details.add-line"))
        target.querySelector<HTMLElement>(".ts-control input, .input")?.focus();
    },
    true,
  );
}
