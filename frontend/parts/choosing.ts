/**
 * Choosing rows of a list. In a form[data-choosing]:
 * input[data-choose-all] at the head, input[data-choose] in each row, [data-chosen] shows how many,
 * [data-when-chosen] appears once one is chosen, [data-choose-none] lets go of all.
 */

export interface Choice {
  chosen: number;
  of: number;
}

/** What the box at the head shows: empty, full, or neither. */
export function headState({ chosen, of }: Choice): { checked: boolean; indeterminate: boolean } {
  return { checked: of > 0 && chosen === of, indeterminate: chosen > 0 && chosen < of };
}

export function listenForChoosing(page: Document): void {
  for (const form of page.querySelectorAll<HTMLFormElement>("form[data-choosing]")) {
    const all = form.querySelector<HTMLInputElement>("input[data-choose-all]");
    const rows = () => [...form.querySelectorAll<HTMLInputElement>("input[data-choose]")];
    const show = () => {
      const boxes = rows();
      const choice = { chosen: boxes.filter((box) => box.checked).length, of: boxes.length };
      if (all) Object.assign(all, headState(choice));
      for (const place of form.querySelectorAll("[data-chosen]")) place.textContent = String(choice.chosen);
      for (const place of form.querySelectorAll<HTMLElement>("[data-when-chosen]"))
        place.hidden = choice.chosen === 0;
    };
    const choose = (checked: boolean) => {
      for (const box of rows()) box.checked = checked;
      show();
    };
    form.addEventListener("change", ({ target }) => {
      if (target === all && all) choose(all.checked);
      else show();
    });
    form.addEventListener("click", ({ target }) => {
      if (target instanceof Element && target.closest("[data-choose-none]")) choose(false);
    });
    show();
  }
}
