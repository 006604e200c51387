/** [data-opens="id"] opens that <dialog>; [data-close] or a press on the veil closes it. The browser keeps the focus. */

export function listenForDialogs(page: Document): void {
  page.addEventListener("click", (event) => {
    const { target } = event;
    if (!(target instanceof Element)) return;
    const opener = target.closest<HTMLElement>("[data-opens]");
    if (opener) {
      const dialog = page.getElementById(opener.dataset.opens ?? "");
      if (dialog instanceof HTMLDialogElement) {
        event.preventDefault();
        dialog.showModal();
      }
      return;
    }
    if (target.closest("[data-close]")) target.closest("dialog")?.close();
    else if (target instanceof HTMLDialogElement && outside(target.getBoundingClientRect(), event))
      target.close();
  });
}

/** A press on the veil lands on the dialog itself, outside its box. */
export function outside(
  box: { left: number; right: number; top: number; bottom: number },
  { clientX, clientY }: { clientX: number; clientY: number },
): boolean {
  if (clientX === 0 && clientY === 0) return false; // a key, not a pointer
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
