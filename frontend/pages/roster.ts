/**
 * Checking a roster. The page works without this; here the next row comes under the thumb, the name of somebody new can
 * be typed at once, and the foot says how many rows are answered.
 */
import { makePick } from "../parts/picks";

const form = document.querySelector<HTMLFormElement>("form[data-roster]");
if (form) {
  listenForAnswers(form);
  showCount(form);
  for (const row of rowsOf(form)) prepareName(row);
}

function rowsOf(form: HTMLFormElement): HTMLElement[] {
  return [...form.querySelectorAll<HTMLElement>("[data-row]")];
}

function answerOf(row: HTMLElement): string {
  return row.querySelector<HTMLInputElement>("input[type=radio]:checked")?.value ?? "";
}

function listenForAnswers(form: HTMLFormElement): void {
  form.addEventListener("change", ({ target }) => {
    const row = target instanceof Element ? target.closest<HTMLElement>("[data-row]") : null;
    if (row && target instanceof HTMLSelectElement && target.value) bringNext(form, row);
    if (!row || !(target instanceof HTMLInputElement) || target.type !== "radio") return;
    showCount(form);
    prepareName(row);
    if (target.value === "new") row.querySelector<HTMLElement>(".asks-who .ts-control input")?.focus();
    else bringNext(form, row);
  });
}

/** Scrolls no further than the next row without an answer needs, so that what was just pressed stays in sight. */
function bringNext(form: HTMLFormElement, row: HTMLElement): void {
  const rows = rowsOf(form);
  const next = rows.slice(rows.indexOf(row) + 1).find((each) => answerOf(each) === "");
  next?.scrollIntoView({ block: "nearest" });
}

function showCount(form: HTMLFormElement): void {
  const place = form.querySelector<HTMLElement>("[data-answered]");
  const count = place?.querySelector("[data-count]");
  if (!place || !count) return;
  place.hidden = false;
  count.textContent = String(rowsOf(form).filter((row) => answerOf(row) !== "").length);
}

/** A row in sixty has somebody new: only there the name becomes a box that finds as one types. */
function prepareName(row: HTMLElement): void {
  const select = row.querySelector<HTMLSelectElement>(".asks-who select[data-pick]:not(.tomselected)");
  if (select && answerOf(row) === "new") makePick(select);
}
