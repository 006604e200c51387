/**
 * Choosing rows of a list. In a form[data-choosing]:
 * input[data-choose-all] at the head, input[data-choose] in each row, input[data-whom] (those chosen, this page, all that
 * match), [data-bulk] with what can be done, [data-chosen] and [data-chosen-told] say how many, [data-choose-none] lets go
 * of all. Shift ticks a stretch, Enter on a box leads to the bar, Escape lets go. Before this comes, boxes and bar work as
 * they stand (lists.css shows the bar).
 */

export interface Choice {
  chosen: number;
  of: number;
}

export type Whom = "chosen" | "page" | "all";

/** What the box at the head shows: empty, full, or neither. */
export function headState({ chosen, of }: Choice): { checked: boolean; indeterminate: boolean } {
  return { checked: of > 0 && chosen === of, indeterminate: chosen > 0 && chosen < of };
}

/** Who is meant once boxes have changed: with one let go it is those chosen, with all of them at least the page. */
export function whomAfter(whom: Whom, { chosen, of }: Choice): Whom {
  if (chosen < of || of === 0) return "chosen";
  return whom === "all" ? "all" : "page";
}

/** The places from one box to another, both included, whichever comes first. */
export function stretch(from: number, to: number): number[] {
  const first = Math.min(from, to);
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, step) => first + step);
}

function counted(words: string, chosen: number): string {
  return words.replace("%n", chosen.toLocaleString(document.documentElement.lang || undefined));
}

function listenIn(form: HTMLFormElement): void {
  const all = form.querySelector<HTMLInputElement>("input[data-choose-all]");
  const bar = form.querySelector<HTMLElement>("[data-bulk]");
  const answers = [...form.querySelectorAll<HTMLInputElement>("input[data-whom]")];
  const rows = () => [...form.querySelectorAll<HTMLInputElement>("input[data-choose]")];
  const whom = () => (answers.find((answer) => answer.checked)?.value ?? "chosen") as Whom;
  let last = -1;

  const answer = (wanted: Whom) => {
    const found = answers.find(({ value }) => value === wanted) ?? answers[0];
    if (found) found.checked = true;
  };
  const show = () => {
    const boxes = rows();
    const choice = { chosen: boxes.filter((box) => box.checked).length, of: boxes.length };
    if (all) Object.assign(all, headState(choice));
    answer(whomAfter(whom(), choice));
    for (const place of form.querySelectorAll<HTMLElement>("[data-chosen]"))
      place.textContent = counted(place.dataset.words ?? "%n", choice.chosen);
    for (const place of form.querySelectorAll<HTMLElement>("[data-chosen-told]"))
      place.textContent = choice.chosen ? counted(place.dataset.words ?? "%n", choice.chosen) : "";
  };
  const choose = (checked: boolean) => {
    for (const box of rows()) box.checked = checked;
    show();
  };

  form.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    if (target === all) choose(all.checked);
    else if (target.dataset.whom !== undefined) {
      // Whoever means all that match sees all of this page ticked; "those chosen" leaves the boxes as they are.
      if (target.value !== "chosen") choose(true);
    } else show();
  });
  form.addEventListener("click", (event) => {
    const { target } = event;
    if (!(target instanceof Element)) return;
    if (target.closest("[data-choose-none]")) {
      choose(false);
      all?.focus();
      return;
    }
    if (!(target instanceof HTMLInputElement) || target.dataset.choose === undefined) return;
    const boxes = rows();
    const place = boxes.indexOf(target);
    const between = event.shiftKey && last >= 0 ? stretch(last, place) : [];
    for (const box of between.flatMap((at) => boxes[at] ?? [])) box.checked = target.checked;
    last = place;
    show();
  });
  form.addEventListener("keydown", (event) => {
    const { target, key } = event;
    const onBox =
      target instanceof HTMLInputElement &&
      (target === all || target.dataset.choose !== undefined || target.dataset.whom !== undefined);
    // Enter on a box would press the first button of the form.
    if (key === "Enter" && onBox) {
      event.preventDefault();
      if (!rows().some((box) => box.checked)) return;
      const first = bar?.querySelector<HTMLElement>(
        target.dataset.whom === undefined ? "input[data-whom]:checked" : "button",
      );
      first?.focus();
    }
    if (key === "Escape" && rows().some((box) => box.checked)) {
      const held = bar?.contains(form.ownerDocument.activeElement);
      choose(false);
      if (held) all?.focus();
    }
  });

  for (const one of form.querySelectorAll<HTMLElement>("[data-choose-all], [data-choose-none]"))
    one.hidden = false;
  // Coming back finds the boxes as they were.
  form.ownerDocument.defaultView?.addEventListener("pageshow", show);
  show();
}

export function listenForChoosing(page: Document): void {
  for (const form of page.querySelectorAll<HTMLFormElement>("form[data-choosing]")) listenIn(form);
  for (const mode of page.querySelectorAll<HTMLInputElement>("input[data-choose-mode]")) {
    mode.addEventListener("change", () => {
      // Leaving the mode lets go of all: nothing stays chosen out of sight.
      if (!mode.checked) page.querySelector<HTMLElement>("[data-choose-none]")?.click();
    });
  }
}
