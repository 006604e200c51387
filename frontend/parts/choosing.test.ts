import assert from "node:assert/strict";
import { test } from "node:test";
import { headState, stretch, whomAfter } from "./choosing";

test("it shows none, some or all at the head of a list", () => {
  assert.deepEqual(headState({ chosen: 0, of: 50 }), { checked: false, indeterminate: false });
  assert.deepEqual(headState({ chosen: 3, of: 50 }), { checked: false, indeterminate: true });
  assert.deepEqual(headState({ chosen: 50, of: 50 }), { checked: true, indeterminate: false });
  assert.deepEqual(headState({ chosen: 0, of: 0 }), { checked: false, indeterminate: false });
});

test("it means those chosen as soon as one of the page is let go", () => {
  assert.equal(whomAfter("all", { chosen: 50, of: 50 }), "all");
  assert.equal(whomAfter("all", { chosen: 49, of: 50 }), "chosen");
  assert.equal(whomAfter("page", { chosen: 49, of: 50 }), "chosen");
  assert.equal(whomAfter("chosen", { chosen: 50, of: 50 }), "page");
  assert.equal(whomAfter("all", { chosen: 0, of: 0 }), "chosen");
});

test("it ticks a stretch in either direction", () => {
  assert.deepEqual(stretch(2, 5), [2, 3, 4, 5]);
  assert.deepEqual(stretch(5, 2), [2, 3, 4, 5]);
  assert.deepEqual(stretch(3, 3), [3]);
});
