/**
 * Logging a meeting. The page works without this: every button is a submit button, and the server draws the page anew
 * with everything typed on it. Here the same buttons are sent in the background and only the part that changes is put
 * in the place of the old one; people and organizations are found as one types; a pressed position can be let go.
 */
import "./log_meeting.css";
import type TomSelect from "tom-select";
import { buttonFor, chipOf, partsOf, touchOf } from "../parts/meeting_sheet";
import { makePick } from "../parts/picks";

const form = document.querySelector<HTMLFormElement>("form[data-log-meeting]");
if (form) {
  listenForButtons(form);
  listenForPositions(form);
  listenForEnter(form);
  enhance(form);
}

/** Sends what stands on the page with one button, and puts the parts that this button changes in place. */
async function press(form: HTMLFormElement, button: string): Promise<void> {
  const data = new FormData(form);
  data.set("do", button);
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, redirect: "manual" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of partsOf(button)) {
      const fresh = page.querySelector(`[data-part="${part}"]`);
      const old = form.querySelector(`[data-part="${part}"]`);
      if (!fresh || !old) throw new Error(part);
      old.replaceWith(document.adoptNode(fresh));
    }
    enhance(form);
    focusAfter(form, button);
  } catch {
    // No connection, or signed out meanwhile: let the browser send the page, which says what is wrong.
    const plain = document.createElement("button");
    plain.name = "do";
    plain.value = button;
    plain.hidden = true;
    form.append(plain);
    form.requestSubmit(plain);
  } finally {
    form.removeAttribute("aria-busy");
  }
}

function listenForButtons(form: HTMLFormElement): void {
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!(button instanceof HTMLButtonElement) || button.hidden || partsOf(button.value).length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    void press(form, button.value);
  });
  form.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.name === "initiative") void press(form, "refresh");
  });
}

/** Enter in a line of text must not send half a meeting. */
function listenForEnter(form: HTMLFormElement): void {
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target instanceof HTMLInputElement && !event.ctrlKey && !event.metaKey)
      event.preventDefault();
  });
}

/** A pressed stop lets go when it is pressed again; the chip below says what stands. */
function listenForPositions(form: HTMLFormElement): void {
  let before: { name: string; value: string } | null = null;
  form.addEventListener("pointerdown", ({ target }) => {
    const radio = target instanceof HTMLInputElement && target.name.startsWith("stance-") ? target : null;
    before = radio?.checked ? { name: radio.name, value: radio.value } : null;
  });
  form.addEventListener("click", ({ target }) => {
    if (
      !(target instanceof HTMLInputElement) ||
      before?.name !== target.name ||
      before.value !== target.value
    )
      return;
    const none = form.querySelector<HTMLInputElement>(`input[name="${target.name}"][value=""]`);
    if (none && target.checked) {
      none.checked = true;
      none.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  form.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.name.startsWith("stance-")) showChip(target);
  });
}

function showChip(radio: HTMLInputElement): void {
  const row = radio.closest(".attendee");
  const place = row?.querySelector("[data-chip]");
  if (!row || !place) return;
  const was = row.querySelector<HTMLInputElement>("[data-was]")?.dataset.was ?? "";
  const stored = chipOf(radio.value, was);
  const stop = row.querySelector<HTMLInputElement>(`.stops input[value="${stored}"]`);
  const touch = touchOf(radio.value);
  for (const words of ["untouched", "still", "other"])
    for (const one of row.querySelectorAll<HTMLElement>(`.when-${words}`)) one.hidden = words !== touch;
  place.replaceChildren();
  if (!stop) return;
  const chip = document.createElement("span");
  chip.className = "chip";
  chip.dataset.position = stop.parentElement?.querySelector<HTMLElement>(".mark")?.dataset.position ?? "";
  const sign = document.createElement("span");
  sign.className = "sign";
  sign.setAttribute("aria-hidden", "true");
  sign.textContent = stop.parentElement?.querySelector("[aria-hidden]")?.textContent ?? "";
  chip.append(sign, stop.getAttribute("aria-label") ?? "");
  place.append(chip);
}

/** Turns the lines in which one writes a name into boxes that find as one types. */
function enhance(form: HTMLFormElement): void {
  for (const finder of form.querySelectorAll<HTMLElement>("[data-finder]")) {
    const select = finder.querySelector<HTMLSelectElement>("select[data-pick-url]");
    const line = finder.querySelector<HTMLElement>("[data-without-script]");
    if (!select?.hidden || !line) continue;
    line.hidden = true;
    select.hidden = false;
    select.disabled = false;
    const pick: TomSelect = makePick(select);
    finder.querySelector(".label")?.setAttribute("for", pick.control_input.id);
    pick.on("change", (value: string) => {
      if (value) void press(form, buttonFor(finder.dataset.finder ?? "", value));
    });
  }
}

/** Where one goes on: the next name after adding somebody, the line of a new step, the name of somebody new. */
function focusAfter(form: HTMLFormElement, button: string): void {
  const verb = button.split(":", 1)[0];
  const next = {
    new: ".attendee:last-child .new-person select",
    add: '[data-finder="add"] .ts-control input',
    step: ".step:last-of-type .input",
    out: "#h-who",
  }[verb ?? ""];
  if (next) form.querySelector<HTMLElement>(next)?.focus();
}
