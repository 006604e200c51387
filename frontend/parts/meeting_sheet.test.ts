import assert from "node:assert/strict";
import { test } from "node:test";
import { buttonFor, chipOf, partsOf, touchOf } from "./meeting_sheet";

test("it changes only the part that a button is about, and leaves saving to the browser", () => {
  assert.deepEqual(partsOf("add:7c1f"), ["who", "when", "where"]);
  assert.deepEqual(partsOf("step"), ["next"]);
  for (const button of ["save", "", "unknown:1", "constructor"]) assert.deepEqual(partsOf(button), []);
});

test("it sends what was chosen, and a new name as it was typed", () => {
  assert.equal(buttonFor("add", "7c1f"), "add:7c1f");
  assert.equal(buttonFor("add", "new:Ka Zoua: Moua"), "new:Ka Zoua: Moua");
  assert.equal(buttonFor("at", "7c1f"), "at:7c1f");
});

test("it shows the position that stands: pressed, still so, or the last one", () => {
  assert.equal(chipOf("passive_ally", "neutral"), "passive_ally");
  assert.equal(chipOf("still:neutral:3", "neutral"), "neutral");
  assert.equal(chipOf("", "neutral"), "neutral");
  assert.equal(chipOf("", ""), "");
});

test("it tells an untouched position from one that still holds and from another", () => {
  assert.deepEqual(["", "still:neutral:", "neutral"].map(touchOf), ["untouched", "still", "other"]);
});
