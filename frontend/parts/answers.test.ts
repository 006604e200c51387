import assert from "node:assert/strict";
import { test } from "node:test";
import { addressFor, newOption, optionsFrom } from "./answers";

test("it reads the options of an answer, numbers as ids included", () => {
  assert.deepEqual(
    optionsFrom({
      results: [
        { id: 7, text: "Bee Thao-Herr", detail: "Principal" },
        { id: "a", text: "Óscar" },
      ],
    }),
    [
      { id: "7", text: "Bee Thao-Herr", detail: "Principal" },
      { id: "a", text: "Óscar", detail: "" },
    ],
  );
});

test("it leaves out what cannot be chosen, and makes nothing of an answer of another shape", () => {
  assert.deepEqual(
    optionsFrom({ results: [null, { text: "no id" }, { id: "1", text: "" }, { id: {}, text: "x" }] }),
    [],
  );
  for (const answer of [null, undefined, "no", {}, { results: "none" }, []])
    assert.deepEqual(optionsFrom(answer), []);
});

test("it asks with what was typed and keeps what the address already asks", () => {
  assert.equal(
    addressFor("/people/pick/?sphere=school&q=old", " Peña & co ", "https://groundwork.invalid/meetings/"),
    "https://groundwork.invalid/people/pick/?sphere=school&q=Pe%C3%B1a+%26+co",
  );
});

test("it sends a new name as new, without the spaces around it", () => {
  assert.deepEqual(newOption("  Ka Zoua Moua "), {
    id: "new:Ka Zoua Moua",
    text: "Ka Zoua Moua",
    detail: "",
  });
});
