/** What a combobox's address answers, made into what it can show. Pure: no page, no network. */

export interface Option {
  id: string;
  text: string;
  detail: string;
}

/** Reads {"results": [{"id", "text", "detail"}]}; whatever has no id or no text is left out. */
export function optionsFrom(answer: unknown): Option[] {
  if (
    typeof answer !== "object" ||
    answer === null ||
    !("results" in answer) ||
    !Array.isArray(answer.results)
  )
    return [];
  return answer.results.flatMap((result: unknown): Option[] => {
    if (typeof result !== "object" || result === null) return [];
    const { id, text, detail } = result as Record<string, unknown>;
    if ((typeof id !== "string" && typeof id !== "number") || typeof text !== "string" || text === "")
      return [];
    return [{ id: String(id), text, detail: typeof detail === "string" ? detail : "" }];
  });
}

/** The address asked for what was typed, keeping what the address already asks. */
export function addressFor(address: string, typed: string, base: string): string {
  const url = new URL(address, base);
  url.searchParams.set("q", typed.trim());
  return url.href;
}

/** How a new name goes out: the server makes a record of it. */
export const NEW = "new:";

export function newOption(typed: string): Option {
  return { id: `${NEW}${typed.trim()}`, text: typed.trim(), detail: "" };
}

/** What was typed and not chosen: the server takes whoever is called exactly so, or makes a record of it. */
export function typedOption(typed: string): Option {
  return { id: `typed:${typed.trim()}`, text: typed.trim(), detail: "" };
}
