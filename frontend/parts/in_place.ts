/**
 * Correcting one fact where it stands: a[data-edit] inside an element with data-fact. Its address answers a page with a
 * form of that fact alone (form[data-record-form]); here the form takes the place of the fact, is sent in the background,
 * and the page is put right around it. Nothing scrolls. Without this the pen is a link to that page.
 */

/** What an answer to a sent form is: the record's page again, the form once more, or something that a page must show. */
export type Answer = "saved" | "again" | "elsewhere";

/** `landed` is the path that answered, `asked` the form's own, `here` the page that is open. */
export function meaning(landed: string, asked: string, here: string, hasForm: boolean): Answer {
  if (landed === here) return "saved";
  return landed === asked && hasForm ? "again" : "elsewhere";
}

const HELD = new WeakMap<HTMLFormElement, HTMLElement>();

async function pageFrom(answer: Response): Promise<Document> {
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function recordForm(page: ParentNode): HTMLFormElement | null {
  return page.querySelector<HTMLFormElement>("form[data-record-form]");
}

async function withPicks(within: ParentNode): Promise<void> {
  if (!within.querySelector("select[data-pick]")) return;
  const { makePicks } = await import("./picks");
  makePicks(within);
}

/** Puts a form in the place of a fact, whose own words wait hidden. */
async function place(form: HTMLFormElement, fact: HTMLElement): Promise<void> {
  for (const child of fact.children) child.toggleAttribute("data-waits", true);
  form.classList.add("in-place");
  HELD.set(form, fact);
  fact.classList.add("is-edited");
  fact.append(form);
  await withPicks(form);
}

function focusIn(form: HTMLFormElement): void {
  const wrong = form.querySelector<HTMLElement>("[data-takes-focus]");
  const first = form.querySelector<HTMLElement>(
    ".ts-control input, input:not([type=hidden]):not(.tomselected), select:not(.tomselected), textarea",
  );
  (wrong ?? first)?.focus({ preventScroll: true });
  if (first instanceof HTMLInputElement && first.type !== "checkbox" && !wrong) first.select();
  form.scrollIntoView({ block: "nearest" });
}

function penOf(address: string, within: ParentNode): HTMLElement | undefined {
  return [...within.querySelectorAll<HTMLAnchorElement>("a[data-edit]")].find(
    (pen) => pen.getAttribute("href") === address,
  );
}

function letGo(form: HTMLFormElement): void {
  const fact = HELD.get(form);
  if (!fact) return;
  form.remove();
  fact.classList.remove("is-edited");
  for (const child of fact.children) child.removeAttribute("data-waits");
  fact.querySelector<HTMLElement>("a[data-edit]")?.focus({ preventScroll: true });
}

/** Puts the fresh page in the place of the old one; forms that are still open elsewhere on it stay open as typed. */
async function swap(fresh: Document, done: HTMLFormElement): Promise<void> {
  const now = fresh.querySelector("main");
  const old = document.querySelector("main");
  if (!now || !old) return;
  const open = [...old.querySelectorAll<HTMLFormElement>("form.in-place")].filter((form) => form !== done);
  const fact = HELD.get(done);
  const pen = fact?.querySelector("a[data-edit]")?.getAttribute("href") ?? "";
  const kept = open.map((form) => [form, HELD.get(form)?.id ?? ""] as const);
  old.replaceWith(document.adoptNode(now));
  document.title = fresh.title;
  document.querySelector(".messages")?.replaceChildren(...(fresh.querySelector(".messages")?.children ?? []));
  for (const [form, id] of kept) {
    const again = document.getElementById(id);
    if (again) await place(form, again);
  }
  await withPicks(now);
  // A fact that is gone from the page, because it was emptied, leaves its place to the page's head.
  (penOf(pen, now) ?? now.querySelector<HTMLElement>("a[data-edit]"))?.focus({ preventScroll: true });
}

async function open(pen: HTMLAnchorElement, fact: HTMLElement): Promise<void> {
  fact.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(pen.href);
    const form = answer.ok ? recordForm(await pageFrom(answer)) : null;
    if (!form) throw new Error(String(answer.status));
    await place(document.adoptNode(form), fact);
    focusIn(form);
  } catch {
    location.assign(pen.href);
  } finally {
    fact.removeAttribute("aria-busy");
  }
}

async function send(form: HTMLFormElement, body: FormData): Promise<void> {
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const landed = new URL(answer.url);
    const page = await pageFrom(answer);
    const again = recordForm(page);
    const asked = new URL(form.action).pathname;
    switch (meaning(landed.pathname, asked, location.pathname, again !== null)) {
      case "saved":
        return await swap(page, form);
      case "again": {
        const fact = HELD.get(form);
        if (!again || !fact) return;
        const fresh = document.adoptNode(again);
        form.remove();
        await place(fresh, fact);
        return focusIn(fresh);
      }
      default:
        location.assign(landed);
    }
  } catch {
    // No connection: what was typed stays where it is, and the browser sends it and says what is wrong.
    form.classList.remove("in-place");
    form.submit();
  } finally {
    form.removeAttribute("aria-busy");
  }
}

/** After a conflict the other one's values stand on the server, not on this page. */
async function leave(form: HTMLFormElement): Promise<void> {
  if (!form.querySelector(".conflict")) return letGo(form);
  try {
    await swap(await pageFrom(await fetch(location.href)), form);
  } catch {
    location.reload();
  }
}

export function listenForEditing(page: Document): void {
  page.addEventListener("click", (event) => {
    const { target } = event;
    if (!(target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const pen = target.closest<HTMLAnchorElement>("a[data-edit]");
    const fact = pen?.closest<HTMLElement>("[data-fact]");
    if (pen && fact) {
      event.preventDefault();
      if (!fact.hasAttribute("aria-busy")) void open(pen, fact);
      return;
    }
    const form = target.closest<HTMLFormElement>("form.in-place");
    if (form && target.closest(".form-foot a")) {
      event.preventDefault();
      void leave(form);
    }
  });
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.classList.contains("in-place")) return;
    event.preventDefault();
    if (!form.hasAttribute("aria-busy")) void send(form, new FormData(form, event.submitter));
  });
  page.addEventListener("keydown", (event) => {
    const form =
      event.target instanceof Element ? event.target.closest<HTMLFormElement>("form.in-place") : null;
    if (event.key !== "Escape" || !form || event.defaultPrevented || event.isComposing) return;
    event.preventDefault();
    void leave(form);
  });
}
