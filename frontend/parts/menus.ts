/** A <details data-menu> opens by itself; this closes it: Escape, a press elsewhere, or the focus moving on. */

export function listenForMenus(page: Document): void {
  const open = () => page.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]");

  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      const held = menu.contains(page.activeElement);
      menu.open = false;
      if (held) menu.querySelector("summary")?.focus();
    }
  });
  for (const kind of ["pointerdown", "focusin"] as const) {
    page.addEventListener(kind, (event) => {
      for (const menu of open()) {
        if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
      }
    });
  }
}
