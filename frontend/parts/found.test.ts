import assert from "node:assert/strict";
import { test } from "node:test";
import { type Found, foundFrom, grouped, mayBeNew, nextRow } from "./found";

function found(kind: string, text: string): Found {
  return { id: text, kind, text, detail: "", address: `/${kind}/` };
}

test("it reads what was found and leaves out what is of no kind it knows or leads elsewhere", () => {
  const right = { id: "a", kind: "person", text: "Bee Thao", detail: "principal", url: "/people/a/" };
  const answer = {
    results: [
      right,
      { ...right, kind: "spaceship" },
      { ...right, url: "https://elsewhere.invalid/" },
      { ...right, url: "//elsewhere.invalid/" },
      { ...right, url: "javascript:alert(1)" },
      { ...right, text: 7 },
      null,
    ],
  };
  assert.deepEqual(foundFrom(answer), [
    { id: "a", kind: "person", text: "Bee Thao", detail: "principal", address: "/people/a/" },
  ]);
});

test("it tells an answer of another shape from one that found nothing", () => {
  assert.deepEqual(foundFrom({ results: [] }), []);
  for (const answer of [null, "no", {}, { results: "none" }]) assert.equal(foundFrom(answer), null);
});

test("it groups by kind, the kind of the best first", () => {
  const all = [found("meeting", "One"), found("person", "Two"), found("meeting", "Three")];
  assert.deepEqual(
    grouped(all).map(({ kind, found: of }) => [kind, of.map(({ text }) => text)]),
    [
      ["meeting", ["One", "Three"]],
      ["person", ["Two"]],
    ],
  );
});

test("it offers a new person only where nobody who was found has every word", () => {
  const people = [found("person", "Xiomara Peñaloza"), found("organization", "Ka Zoua Academy")];
  assert.equal(mayBeNew("penaloza xio", people), false);
  assert.equal(mayBeNew("Penaloza Maria", people), true);
  assert.equal(mayBeNew("Ka Zoua", people), true);
});

test("it offers nobody for part of an address or a single letter", () => {
  for (const typed of ["", "  ", "a", "612 555", "h.warsame@prairie"])
    assert.equal(mayBeNew(typed, []), false);
});

test("it goes round at both ends, and nowhere where nothing is", () => {
  assert.equal(nextRow(-1, 1, 3), 0);
  assert.equal(nextRow(-1, -1, 3), 2);
  assert.equal(nextRow(2, 1, 3), 0);
  assert.equal(nextRow(0, -1, 3), 2);
  assert.equal(nextRow(0, 1, 0), -1);
});
