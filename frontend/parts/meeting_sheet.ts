/** What the buttons of the page of a meeting mean. Pure: no page, no network. */
import { NEW } from "./answers";

const PARTS: Record<string, string[]> = {
  find: ["who"],
  add: ["who", "when", "where"],
  new: ["who", "when"],
  out: ["who", "when", "where"],
  refresh: ["who"],
  "find-place": ["where"],
  at: ["who", "where"],
  "not-at": ["who", "where"],
  step: ["next"],
};

/** The parts of the page that a button changes; none for one that saves. */
export function partsOf(button: string): string[] {
  const verb = button.split(":", 1)[0] ?? "";
  return Object.hasOwn(PARTS, verb) ? (PARTS[verb] ?? []) : [];
}

/** The button that says what was chosen in a box: "add:<uid>", "at:<uid>", or "new:<what was typed>". */
export function buttonFor(finder: string, chosen: string): string {
  return chosen.startsWith(NEW) ? `new:${chosen.slice(NEW.length)}` : `${finder}:${chosen}`;
}

/** The position to show for a pressed radio: its own, what "still so" means, or the last one where none is pressed. */
export function chipOf(value: string, was: string): string {
  if (value.startsWith("still:")) return value.split(":")[1] ?? "";
  return value || was;
}

/** What a pressed radio does to the last reading: says that it still holds, says something else, or leaves it alone. */
export function touchOf(value: string): "untouched" | "still" | "other" {
  if (value === "") return "untouched";
  return value.startsWith("still:") ? "still" : "other";
}
