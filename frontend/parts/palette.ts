/**
 * The search over the page: dialog[data-palette] (templates/partials/palette.html). Opened by `/`, Ctrl-K, the field in
 * the masthead or the glass in a phone's head; by the keyboard alone: type, arrows, Enter, Escape. Without this the same
 * links and the same field lead to the search page.
 */
import { type Found, foundFrom, grouped, mayBeNew, nextRow } from "./found";
import { forgetAll, recentOf, remember } from "./recent";

const WAIT_MS = 60;

interface Row {
  element: HTMLAnchorElement;
  /** What is remembered when it is opened; "" for a row that is no record. */
  entry: string;
}

class Palette {
  private readonly field: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly said: HTMLElement;
  private readonly empty: HTMLElement;
  private rows: Row[] = [];
  private at = -1;
  /** What the rows on show answer; null before the first answer. */
  private shownFor: string | null = null;
  /** Enter was pressed before the answer was there. */
  private openFirst = false;
  private asking: AbortController | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly dialog: HTMLDialogElement) {
    this.field = one(dialog, "input");
    this.list = one(dialog, "[data-found]");
    this.said = one(dialog, "[role=status]");
    this.empty = one(dialog, "[data-empty]");
    this.field.addEventListener("input", () => this.askSoon());
    dialog.addEventListener("keydown", (event) => this.press(event));
    one(dialog, "form").addEventListener("submit", (event) => this.enter(event));
    dialog.addEventListener("click", (event) => {
      const { target } = event;
      if (target === dialog || (target instanceof Element && target.closest("[data-close]"))) dialog.close();
      const row = this.rows.find(({ element }) => target instanceof Node && element.contains(target));
      if (row) this.opened(row);
    });
    this.list.addEventListener("pointermove", ({ target }) => {
      const over = this.rows.findIndex(({ element }) => target instanceof Node && element.contains(target));
      if (over >= 0 && over !== this.at) this.choose(over, false);
    });
  }

  open(typed = ""): void {
    if (!this.dialog.open) {
      this.shownFor = null;
      this.openFirst = false;
      this.field.value = typed;
      this.show([], "", false);
      this.dialog.showModal();
      void this.ask();
    }
    this.field.focus();
    if (typed === "") this.field.select();
  }

  private get words(): DOMStringMap {
    return this.dialog.dataset;
  }

  private get typed(): string {
    return this.field.value.trim();
  }

  private askSoon(): void {
    clearTimeout(this.timer);
    this.openFirst = false;
    this.timer = setTimeout(() => void this.ask(), WAIT_MS);
  }

  private async ask(): Promise<void> {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    const typed = this.typed;
    const recent = recentOf(this.words.whose ?? "").filter((entry) => entry !== pageEntry());
    if (typed === "" && recent.length === 0) {
      this.answered(typed, []);
      return;
    }
    const query = new URLSearchParams(typed === "" ? { recent: recent.join(",") } : { q: typed });
    try {
      const answer = await fetch(`${this.words.suggest}?${query}`, {
        headers: { Accept: "application/json" },
        signal,
      });
      const found = answer.ok ? foundFrom(await answer.json()) : null;
      this.answered(typed, found);
    } catch {
      // A newer question has taken the place of this one, or there is no connection.
      if (!signal.aborted) this.answered(typed, null);
    }
  }

  private answered(typed: string, found: Found[] | null): void {
    this.shownFor = typed;
    this.show(found ?? [], typed, found === null);
    if (!this.openFirst) return;
    this.openFirst = false;
    this.openRow();
  }

  private show(found: Found[], typed: string, failed: boolean): void {
    this.rows = [];
    this.list.replaceChildren();
    const groups = typed === "" ? [{ kind: "recent", found }] : grouped(found);
    for (const group of groups) if (group.found.length > 0) this.addGroup(group.kind, group.found);
    if (typed !== "" && !failed) {
      const add = this.words.add ?? "";
      if (found.length > 0)
        this.addRow(
          "search",
          `${this.words.search}?${new URLSearchParams({ q: typed })}`,
          this.said_("all", typed),
        );
      if (add && mayBeNew(typed, found))
        this.addRow("plus", `${add}?${new URLSearchParams({ name: typed })}`, this.said_("new", typed));
    }
    const nothing = found.length === 0;
    this.empty.textContent = failed
      ? (this.words.failed ?? "")
      : typed !== ""
        ? (this.words.nothing ?? "")
        : (this.words.hint ?? "");
    this.empty.hidden = !nothing || (typed === "" && this.shownFor === null);
    this.said.textContent = this.shownFor === null || typed === "" ? "" : this.count(found.length, failed);
    this.list.hidden = this.rows.length === 0;
    this.field.setAttribute("aria-expanded", String(this.rows.length > 0));
    this.choose(this.rows.length > 0 ? 0 : -1);
  }

  private said_(which: "all" | "new", typed: string): string {
    return (this.words[which] ?? "").replace("%s", typed);
  }

  private count(found: number, failed: boolean): string {
    if (failed || found === 0) return this.empty.textContent ?? "";
    return `${found} ${this.words.found ?? ""}`;
  }

  private addGroup(kind: string, found: Found[]): void {
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    const head = document.createElement("p");
    head.className = "palette-kind";
    head.id = `palette-${kind}`;
    head.textContent = this.template(kind)?.dataset.words ?? "";
    group.setAttribute("aria-labelledby", head.id);
    group.append(head);
    this.list.append(group);
    for (const each of found)
      this.addRow(each.kind, each.address, each.text, each.detail, `${each.kind}:${each.id}`, group);
  }

  private template(kind: string): HTMLTemplateElement | null {
    return this.dialog.querySelector<HTMLTemplateElement>(`template[data-kind="${kind}"]`);
  }

  private addRow(
    kind: string,
    address: string,
    text: string,
    detail = "",
    entry = "",
    within: HTMLElement = this.list,
  ): void {
    const element = document.createElement("a");
    element.setAttribute("role", "option");
    element.className = entry ? "palette-row" : "palette-row more-row";
    element.id = `palette-row-${this.rows.length}`;
    element.href = address;
    element.tabIndex = -1;
    const words = document.createElement("span");
    words.className = "palette-words";
    const name = document.createElement("span");
    name.className = entry ? "name cut" : "cut";
    name.textContent = text;
    words.append(name);
    if (detail) {
      const more = document.createElement("span");
      more.className = "meta cut";
      more.textContent = detail;
      words.append(more);
    }
    const icon = this.template(kind)?.content.cloneNode(true);
    if (icon) element.append(icon);
    element.append(words);
    within.append(element);
    this.rows.push({ element, entry });
  }

  private choose(row: number, scroll = true): void {
    this.at = row;
    this.rows.forEach(({ element }, number) => {
      element.setAttribute("aria-selected", String(number === row));
    });
    const chosen = this.rows[row]?.element;
    if (!chosen) {
      this.field.removeAttribute("aria-activedescendant");
      return;
    }
    this.field.setAttribute("aria-activedescendant", chosen.id);
    if (scroll) chosen.scrollIntoView({ block: "nearest" });
  }

  private press(event: KeyboardEvent): void {
    if (event.key === "Escape" && !event.isComposing) {
      // A browser would empty the field first, and close at the second press.
      event.preventDefault();
      this.dialog.close();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] as 1 | -1 | undefined;
    if (step === undefined || event.isComposing) return;
    event.preventDefault();
    this.choose(nextRow(this.at, step, this.rows.length));
  }

  private enter(event: SubmitEvent): void {
    if (this.shownFor === this.typed) {
      if (this.rows.length === 0 && this.typed !== "") return; // the search page says what is wrong
      event.preventDefault();
      this.openRow();
      return;
    }
    event.preventDefault();
    this.openFirst = true;
    void this.ask();
  }

  private openRow(): void {
    this.rows[this.at]?.element.click();
  }

  private opened(row: Row): void {
    if (row.entry) remember(this.words.whose ?? "", row.entry);
  }
}

function one<Kind extends HTMLElement>(within: ParentNode, selector: string): Kind {
  const found = within.querySelector<Kind>(selector);
  if (!found) throw new Error(`the palette has no ${selector}`);
  return found;
}

/** What this page is about, as it is remembered. */
function pageEntry(): string {
  return document.querySelector<HTMLElement>("[data-recent]")?.dataset.recent ?? "";
}

/** Makes the palette of a page, and what opens it by hand. Gives what opens it by a key; null where there is none. */
export function listenForPalette(page: Document): (() => void) | null {
  for (const form of page.querySelectorAll("form[data-sign-out]")) form.addEventListener("submit", forgetAll);
  const dialog = page.querySelector<HTMLDialogElement>("dialog[data-palette]");
  if (!dialog) return null;
  if (pageEntry()) remember(dialog.dataset.whose ?? "", pageEntry());
  const palette = new Palette(dialog);
  page.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-opens-search]") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    palette.open();
  });
  const field = page.querySelector<HTMLInputElement>("input[data-search]");
  // A press on the field opens it; whoever comes by Tab may type here, and is carried over with what was typed.
  field?.addEventListener("click", () => palette.open());
  field?.addEventListener("input", () => {
    const typed = field.value;
    field.value = "";
    palette.open(typed);
  });
  return () => palette.open();
}
