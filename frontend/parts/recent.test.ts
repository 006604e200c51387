import assert from "node:assert/strict";
import { test } from "node:test";
import { read, withFirst } from "./recent";

const one = "person:7c1f0000-0000-4000-8000-000000000001";
const other = "meeting:7c1f0000-0000-4000-8000-000000000002";

test("it reads what it wrote and leaves out whatever else stands there", () => {
  assert.deepEqual(read([one, other].join(",")), [one, other]);
  assert.deepEqual(read(`${one},<b>,person:,Hodan Abdi`), [one]);
  assert.deepEqual(read(null), []);
});

test("it puts what was opened last first, once", () => {
  assert.deepEqual(withFirst([one, other], other), [other, one]);
  assert.deepEqual(withFirst([one], "not an entry"), [one]);
});

test("it keeps a dozen", () => {
  let recent: readonly string[] = [];
  for (let number = 10; number < 40; number++)
    recent = withFirst(recent, `person:7c1f0000-0000-4000-8000-0000000000${number}`);
  assert.equal(recent.length, 12);
  assert.equal(recent[0]?.slice(-2), "39");
});
