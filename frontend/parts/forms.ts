/** Forms: sent once however often one presses, opened where something is wrong, in the time zone of the browser. */

const RESEND_AFTER_MS = 8000;

/** Whether a form that was sent at `sentAt` may go out again at `now`: a lost connection must not lock it for good. */
export function maySend(sentAt: number | undefined, now: number): boolean {
  return sentAt === undefined || now - sentAt > RESEND_AFTER_MS;
}

export function guardAgainstTwice(page: Document, now: () => number = Date.now): void {
  const sent = new WeakMap<HTMLFormElement, number>();
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
    if (!maySend(sent.get(form), now())) {
      event.preventDefault();
      return;
    }
    sent.set(form, now());
    event.submitter?.setAttribute("aria-busy", "true");
  });
  // Coming back by the browser's own button finds the form ready again.
  page.defaultView?.addEventListener("pageshow", () => {
    for (const form of page.forms) sent.delete(form);
    for (const button of page.querySelectorAll('[aria-busy="true"]')) button.removeAttribute("aria-busy");
  });
}

export function focusWhatIsWrong(page: Document): void {
  page.querySelector<HTMLElement>("[data-takes-focus]")?.focus();
}

export function fillTimeZone(page: Document): void {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const field of page.querySelectorAll<HTMLInputElement>("input[data-time-zone]")) {
    if (field.value === "") field.value = zone;
  }
}

/** Of a form[data-leave-out-empty], only what was filled in goes into the address. */
export function leaveOutEmpty(page: Document): void {
  page.addEventListener("formdata", ({ target, formData }) => {
    if (!(target instanceof HTMLFormElement) || !("leaveOutEmpty" in target.dataset)) return;
    for (const name of new Set(formData.keys()))
      if (formData.getAll(name).every((value) => value === "")) formData.delete(name);
  });
}
