/** Keys that work on every page: `/` and Ctrl-K (or ⌘K) open the search. */

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  /** Whether what has the focus takes text itself. */
  typing: boolean;
}

/** Ctrl-K always means the search; a plain `/` only where nobody is typing. */
export function wantsSearch({ key, ctrlKey, metaKey, altKey, typing }: KeyPress): boolean {
  if (altKey) return false;
  if (ctrlKey || metaKey) return key.toLowerCase() === "k";
  return key === "/" && !typing;
}

function takesText(element: EventTarget | null): boolean {
  if (!(element instanceof HTMLElement)) return false;
  if (
    element.isContentEditable ||
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement
  )
    return true;
  return (
    element instanceof HTMLInputElement &&
    !["checkbox", "radio", "button", "submit", "file", "range"].includes(element.type)
  );
}

/** `open` opens the search over the page; where a page has none, the keys follow its link to the search page. */
export function listenForSearch(page: Document, open: (() => void) | null): void {
  page.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (event.isComposing || !wantsSearch({ key, ctrlKey, metaKey, altKey, typing: takesText(event.target) }))
      return;
    const link = page.querySelector<HTMLAnchorElement>("a[data-opens-search]");
    if (!open && !link) return;
    event.preventDefault();
    if (open) open();
    else link?.click();
  });
}
