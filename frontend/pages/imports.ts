/**
 * Bringing a file in. The pages work without this: here a dropped or chosen file goes at once, another kind or worksheet
 * is read as soon as it is chosen, a number asks whose it is, and the positions turn round with the scale.
 */
import "./imports.css";

const NUMBER = "number";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-file-form]")) listenForFile(form);
const columns = document.querySelector<HTMLFormElement>("form[data-columns-form]");
if (columns) listenForColumns(columns);
for (const radio of document.querySelectorAll<HTMLInputElement>("input[data-direction]")) {
  radio.addEventListener("change", () => {
    const again = document.querySelector<HTMLButtonElement>('.understood-form button[value="again"]');
    radio.form?.requestSubmit(again);
  });
}

/** A file that was chosen, or dropped anywhere on the page, is sent. */
function listenForFile(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>('input[type="file"]');
  const place = form.querySelector<HTMLElement>("[data-drop-place]");
  if (!field || !place) return;
  const send = () => {
    if (field.files?.length) form.requestSubmit();
  };
  field.addEventListener("change", send);
  // One that was chosen before this module came goes, too; one that the browser put back on the way back does not.
  const [visit] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (visit?.type === "navigate") send();
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    place.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) place.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    const files = event.dataTransfer?.files;
    if (!files?.length) return;
    event.preventDefault();
    place.classList.remove("over");
    field.files = files;
    form.requestSubmit();
  });
}

function listenForColumns(form: HTMLFormElement): void {
  for (const choice of form.querySelectorAll<HTMLElement>("[data-reads-anew]")) {
    choice.addEventListener("change", () => {
      form.requestSubmit();
    });
  }
  for (const select of form.querySelectorAll<HTMLSelectElement>("select[data-meaning]")) {
    const source = form.querySelector<HTMLElement>(`[data-source-of="${select.id}"]`);
    if (!source) continue;
    select.addEventListener("change", () => {
      source.hidden = select.value !== NUMBER;
      if (!source.hidden) source.querySelector("input")?.focus();
    });
  }
}
