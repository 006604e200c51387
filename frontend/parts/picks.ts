/**
 * Comboboxes: select[data-pick], optionally with data-pick-url (asked as one types), data-pick-new (words for adding
 * what was typed, sent as "new:<typed>") and data-pick-placeholder. With data-pick-quick the tab key takes what stands
 * first and goes straight on to the next field; with data-pick-keeps what was typed and not chosen goes out as it
 * stands. Inside [data-row] a page's own module makes it. Before this module arrives it is a plain select.
 */
import TomSelect from "tom-select";
import { addressFor, newOption, type Option, optionsFrom, typedOption } from "./answers";

function element(name: string, className: string, ...children: (string | Node)[]): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

function optionRow({ text, detail }: Option): HTMLElement {
  const row = element("div", "option", element("span", "text cut", text));
  if (detail) row.append(element("span", "detail cut", detail));
  return row;
}

/** Turns one select into a combobox; a page's own module calls it for selects it adds later. */
export function makePick(select: HTMLSelectElement): TomSelect {
  const { pickUrl, pickNew, pickPlaceholder } = select.dataset;
  const words = document.documentElement.dataset;
  const pick: TomSelect = new TomSelect(select, {
    valueField: "id",
    labelField: "text",
    searchField: pickUrl ? [] : ["text", "detail"],
    options: [...select.options].flatMap(({ value, text, dataset }) =>
      value === "" ? [] : [{ id: value, text, detail: dataset.detail ?? "" }],
    ),
    items: [...select.selectedOptions].map(({ value }) => value).filter((value) => value !== ""),
    maxOptions: 50,
    closeAfterSelect: !select.multiple,
    openOnFocus: !pickUrl,
    loadThrottle: 200,
    // At once: later the library would call back whoever typed and went on.
    refreshThrottle: 0,
    clearAfterSelect: true,
    ...(pickPlaceholder ? { placeholder: pickPlaceholder } : {}),
    plugins: select.multiple
      ? { remove_button: { label: "×" } }
      : select.required
        ? {}
        : { clear_button: {} },
    ...(pickNew
      ? {
          create: (typed: string, done: (option: Option) => void) => {
            done(newOption(typed));
            return true;
          },
        }
      : {}),
    shouldLoad: (typed: string) => typed.trim().length > 0,
    ...(pickUrl
      ? {
          // The server has already chosen and ordered: every answer counts.
          score: () => () => 1,
          load: (typed: string, done: (options: Option[], groups: []) => void) => {
            pick.clearOptions();
            fetch(addressFor(pickUrl, typed, document.baseURI), { headers: { Accept: "application/json" } })
              .then((answer) => (answer.ok ? answer.json() : null))
              .then((answer) => optionsFrom(answer))
              .catch(() => [])
              .then((options) => {
                // Whoever has chosen or typed on meanwhile is shown no list for what they typed before.
                if (pick.control_input.value.trim() === typed.trim()) done(options, []);
                else stopWaiting(pick);
              });
          },
        }
      : {}),
    render: {
      option: optionRow,
      item: ({ text }: Option) => element("div", "item cut", text),
      option_create: ({ input }: { input: string }) =>
        element("div", "create", element("span", "text", `${pickNew ?? ""} “${input}”`)),
      no_results: () => element("div", "no-results", words.noResults ?? "Nothing found"),
      loading: () => element("div", "waiting", words.searching ?? "Looking …"),
    },
  });
  // The library hides the select from sight only; without this it stands unlabelled for a screen reader.
  select.setAttribute("aria-hidden", "true");
  // It copies the select's classes to its own frame, which would draw a second box.
  pick.wrapper.classList.remove("input");
  if (select.getAttribute("aria-invalid") === "true") {
    pick.wrapper.dataset.invalid = "";
    pick.control_input.setAttribute("aria-invalid", "true");
  }
  const described = select.getAttribute("aria-describedby");
  if (described) pick.control_input.setAttribute("aria-describedby", described);
  if ("pickQuick" in select.dataset) takeWithTab(pick);
  if ("pickKeeps" in select.dataset) keepTyped(pick);
  if (select.autofocus && !document.querySelector("[data-takes-focus]")) pick.focus();
  return pick;
}

/** What the library does when an answer comes, but for showing it. */
function stopWaiting(pick: TomSelect): void {
  pick.loading = Math.max(pick.loading - 1, 0);
  if (pick.loading === 0) pick.wrapper.classList.remove(pick.settings.loadingClass);
}

/** Tab takes the option that stands first of what was typed. What was chosen is let go of with Backspace, too. */
function takeWithTab(pick: TomSelect): void {
  pick.wrapper.querySelector(".clear-button")?.setAttribute("tabindex", "-1");
  pick.control_input.addEventListener("keydown", (event) => {
    const typed = pick.control_input.value.trim() !== "";
    if (event.key === "Tab" && !event.shiftKey && typed && pick.isOpen && pick.activeOption)
      pick.onOptionSelect(event, pick.activeOption);
  });
}

/** Leaving the field keeps what was typed there: the server looks whether somebody is called so. */
function keepTyped(pick: TomSelect): void {
  pick.control_input.addEventListener(
    "blur",
    () => {
      const typed = pick.control_input.value.trim();
      if (typed === "" || pick.items.length > 0) return;
      const option = typedOption(typed);
      pick.addOption(option);
      pick.addItem(option.id);
    },
    true,
  );
}

export function makePicks(within: ParentNode): void {
  for (const select of within.querySelectorAll<HTMLSelectElement>("select[data-pick]:not(.tomselected)"))
    if (!select.closest("[data-row]")) makePick(select);
}
