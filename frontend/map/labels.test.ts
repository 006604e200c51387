import assert from "node:assert/strict";
import { test } from "node:test";
import { placeLabels, rectOfMark, Taken, type Wanted } from "./labels";
import { inLines, wrapped } from "./titles";

const label = (key: number, x: number, y: number, always = false): Wanted => ({
  key,
  x,
  y,
  radius: 5,
  width: 60,
  height: 15,
  always,
});

test("it writes a name below its mark where nothing lies in the way", () => {
  const [placed] = placeLabels([label(1, 100, 100)], new Taken(), 40);
  assert.equal(placed?.x, 100);
  assert.ok((placed?.y ?? 0) > 105);
});

test("it never writes over another mark or name: beside, above, or not at all", () => {
  const taken = new Taken();
  for (let x = 0; x <= 200; x += 8) taken.add(rectOfMark(x, 116, 5));
  const [beside] = placeLabels([label(1, 100, 100)], taken, 40);
  assert.equal(beside?.y, 100);
  for (let y = 60; y <= 140; y += 8) for (let x = 0; x <= 200; x += 8) taken.add(rectOfMark(x, y, 5));
  assert.deepEqual(placeLabels([label(2, 100, 100)], taken, 40), []);
});

test("it writes the chosen one whatever lies there", () => {
  const taken = new Taken();
  for (let y = 0; y <= 200; y += 8) for (let x = 0; x <= 200; x += 8) taken.add(rectOfMark(x, y, 5));
  assert.equal(placeLabels([label(1, 100, 100, true)], taken, 40).length, 1);
});

test("it writes no more than asked for, in the order given", () => {
  const many = Array.from({ length: 90 }, (_none, at) =>
    label(at, (at % 10) * 200, Math.floor(at / 10) * 90),
  );
  const placed = placeLabels(many, new Taken(), 40);
  assert.deepEqual(
    placed.map(({ key }) => key),
    many.slice(0, 40).map(({ key }) => key),
  );
});

test("it breaks a name between words and says with dots that more follows", () => {
  assert.deepEqual(inLines("Riverfork School Board", 24), ["Riverfork School Board"]);
  assert.deepEqual(inLines("Somali Parents Circle of the East Side", 20), [
    "Somali Parents",
    "Circle of the East …",
  ]);
  assert.deepEqual(inLines("Wolfeschlegelsteinhausenbergerdorff", 12), ["Wolfeschlege…"]);
});

test("a name stands in whole lines or not at all", () => {
  const of = (most: number) => (words: string) => words.length <= most;
  assert.deepEqual(wrapped("Cannon Prairie School District", of(15)), ["Cannon Prairie", "School District"]);
  assert.deepEqual(wrapped("Headwater House of Representatives", of(18)), [
    "Headwater House of",
    "Representatives",
  ]);
  assert.deepEqual(wrapped("Stonebridge School District", of(10)), []);
});
