import assert from "node:assert/strict";
import { test } from "node:test";
import { headState } from "./choosing";
import { maySend } from "./forms";
import { themeOf } from "./theme";

test("it sends a form once, and again only after a while", () => {
  assert.equal(maySend(undefined, 1000), true);
  assert.equal(maySend(1000, 1400), false);
  assert.equal(maySend(1000, 20000), true);
});

test("it shows none, some or all at the head of a list", () => {
  assert.deepEqual(headState({ chosen: 0, of: 50 }), { checked: false, indeterminate: false });
  assert.deepEqual(headState({ chosen: 3, of: 50 }), { checked: false, indeterminate: true });
  assert.deepEqual(headState({ chosen: 50, of: 50 }), { checked: true, indeterminate: false });
  assert.deepEqual(headState({ chosen: 0, of: 0 }), { checked: false, indeterminate: false });
});

test("it takes any other word for a look as the system's own", () => {
  assert.equal(themeOf("dark"), "dark");
  assert.equal(themeOf("sepia"), "");
  assert.equal(themeOf(undefined), "");
});
