import assert from "node:assert/strict";
import { test } from "node:test";
import { maySend } from "./forms";
import { themeOf } from "./theme";

test("it sends a form once, and again only after a while", () => {
  assert.equal(maySend(undefined, 1000), true);
  assert.equal(maySend(1000, 1400), false);
  assert.equal(maySend(1000, 20000), true);
});

test("it takes any other word for a look as the system's own", () => {
  assert.equal(themeOf("dark"), "dark");
  assert.equal(themeOf("sepia"), "");
  assert.equal(themeOf(undefined), "");
});
