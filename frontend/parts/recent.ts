/**
 * What somebody opened lately, kept on this device alone: kinds and uids, never a name. The server says of each what it
 * is called now and leaves out what may no longer be seen. Signing out forgets it.
 */

const STARTS = "groundwork.recent.";
const KEPT = 12;

/** "person:7c1f…", newest first. */
export type Recent = readonly string[];

const ENTRY = /^[a-z]{1,20}:[0-9a-f-]{36}$/;

/** What stands in the storage, made into entries; whatever is none is left out. */
export function read(stored: string | null): Recent {
  return (stored ?? "")
    .split(",")
    .filter((entry) => ENTRY.test(entry))
    .slice(0, KEPT);
}

/** The same with this entry first; anything that is no entry changes nothing. */
export function withFirst(recent: Recent, entry: string): Recent {
  if (!ENTRY.test(entry)) return recent;
  return [entry, ...recent.filter((other) => other !== entry)].slice(0, KEPT);
}

/** The storage may be refused (a private window, a full disk): then nothing is remembered. */
function quietly<T>(ask: () => T, otherwise: T): T {
  try {
    return ask();
  } catch {
    return otherwise;
  }
}

export function recentOf(whose: string): Recent {
  return quietly(() => read(localStorage.getItem(STARTS + whose)), []);
}

export function remember(whose: string, entry: string): void {
  quietly(() => localStorage.setItem(STARTS + whose, withFirst(recentOf(whose), entry).join(",")), undefined);
}

export function forgetAll(): void {
  quietly(() => {
    for (const key of Object.keys(localStorage)) if (key.startsWith(STARTS)) localStorage.removeItem(key);
  }, undefined);
}
