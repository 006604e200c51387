/** A line in which something is added (details.add-line): where it opens, one types at once. */

export function listenForLines(page: Document): void {
  for (const line of page.querySelectorAll<HTMLDetailsElement>("details.add-line")) {
    line.addEventListener("toggle", () => {
      if (line.open) line.querySelector<HTMLElement>(".ts-control input, .input")?.focus();
    });
  }
}
