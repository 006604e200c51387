import assert from "node:assert/strict";
import { test } from "node:test";
import { meaning } from "./in_place";

const form = "/people/7c1f/edit/";
const here = "/people/7c1f/";

test("it takes the record's own page for saved", () => {
  assert.equal(meaning(here, form, here, false), "saved");
});

test("it shows the form again where something is wrong or somebody was quicker", () => {
  assert.equal(meaning(form, form, here, true), "again");
});

test("it goes where the server leads: signed out meanwhile, not allowed, gone", () => {
  assert.equal(meaning("/account/login/", form, here, true), "elsewhere");
  assert.equal(meaning(form, form, here, false), "elsewhere");
});
