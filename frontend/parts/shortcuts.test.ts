import assert from "node:assert/strict";
import { test } from "node:test";
import { wantsSearch } from "./shortcuts";

const press = { key: "/", ctrlKey: false, metaKey: false, altKey: false, typing: false };

test("it goes to the search on a slash, but never while someone types one", () => {
  assert.equal(wantsSearch(press), true);
  assert.equal(wantsSearch({ ...press, typing: true }), false);
});

test("it goes to the search on Ctrl-K and ⌘K, even from a field", () => {
  assert.equal(wantsSearch({ ...press, key: "k", ctrlKey: true, typing: true }), true);
  assert.equal(wantsSearch({ ...press, key: "K", metaKey: true }), true);
});

test("it leaves other keys to the browser", () => {
  assert.equal(wantsSearch({ ...press, key: "k" }), false);
  assert.equal(wantsSearch({ ...press, ctrlKey: true }), false);
  assert.equal(wantsSearch({ ...press, altKey: true }), false);
});
