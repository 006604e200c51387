import assert from "node:assert/strict";
import { test } from "node:test";
import { question } from "./likely";

test("it asks nothing of a letter or two, and of an address only the most of it", () => {
  assert.equal(question({ name: "Ho", email: "" }), "");
  assert.equal(question({ name: "", phone: "612 5" }), "");
  assert.equal(question({ name: "Bao", state: "" }), "name=Bao&state=");
  assert.equal(question({ name: "", phone: "612 555" }), "name=&phone=612+555");
});
