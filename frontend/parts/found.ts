/** What the search answers, made into what the palette shows. Pure: no page, no network. */

export interface Found {
  id: string;
  kind: string;
  text: string;
  detail: string;
  address: string;
}

export interface Group {
  kind: string;
  found: Found[];
}

/** Notes lead to whom they are about; in the palette they stand under a head of their own. */
export const KINDS = ["person", "organization", "meeting", "initiative", "document", "note"];

/** Reads {"results": [{"id", "kind", "text", "detail", "url"}]}; null for an answer of another shape. */
export function foundFrom(answer: unknown): Found[] | null {
  if (typeof answer !== "object" || answer === null || !("results" in answer)) return null;
  const { results } = answer;
  if (!Array.isArray(results)) return null;
  return results.flatMap((each: unknown): Found[] => {
    if (typeof each !== "object" || each === null) return [];
    const { id, kind, text, detail, url } = each as Record<string, unknown>;
    if (typeof id !== "string" || typeof kind !== "string" || !KINDS.includes(kind)) return [];
    // An address of ours, never one that leads elsewhere.
    if (typeof text !== "string" || typeof url !== "string" || !/^\/(?!\/)/.test(url)) return [];
    return [{ id, kind, text, detail: typeof detail === "string" ? detail : "", address: url }];
  });
}

/** By kind, the kind of the best first; inside a kind in the order of the answer. */
export function grouped(found: readonly Found[]): Group[] {
  const groups = new Map<string, Found[]>();
  for (const one of found) groups.set(one.kind, [...(groups.get(one.kind) ?? []), one]);
  return [...groups].map(([kind, of]) => ({ kind, found: of }));
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * Whether to offer adding somebody of this name: it looks like a name, and nobody who was found has all of its words.
 * Part of an e-mail or a phone number is no name.
 */
export function mayBeNew(typed: string, found: readonly Found[]): boolean {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0 || !/\p{L}{2}/u.test(typed) || /[@\d]/.test(typed)) return false;
  const fits = (text: string) => words.every((word) => folded(text).includes(word));
  return !found.some((one) => one.kind === "person" && fits(one.text));
}

/** The row after this one (or before it, with -1), round and round; the first where none is chosen yet. */
export function nextRow(at: number, step: 1 | -1, of: number): number {
  if (of === 0) return -1;
  if (at < 0) return step === 1 ? 0 : of - 1;
  return (at + step + of) % of;
}
