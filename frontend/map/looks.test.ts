import assert from "node:assert/strict";
import { test } from "node:test";
import { LOOKS, labelsAt, markOf, mixed, type Palette, radiusOf, SHAPES, STYLE } from "./looks";
import { small } from "./sample";

const palette: Palette = {
  canvas: "#ffffff",
  paper: "#fffffe",
  ink: "#000000",
  muted: "#777777",
  link: "#0000ff",
  hull: "#888888",
  outline: "#444444",
  spheres: { school: "#c4620c", union: "#6e1f3a" },
  positions: { "against-acting": "#7a2e0b", "for-acting": "#0a4a66" },
};

test("it fills with the position and keeps the shape of the sphere", () => {
  const mark = markOf(small(), 0, palette);
  assert.deepEqual(mark, { shape: SHAPES.indexOf("school"), style: STYLE.plain, fill: "#0a4a66" });
});

test("it dashes a position that is not known and gives no sphere its own shape", () => {
  const mark = markOf(small(), 1, palette);
  assert.deepEqual(mark, { shape: SHAPES.indexOf("none"), style: STYLE.dashed, fill: palette.canvas });
});

test("it never lets an old reading fade alone: the rim is hatched as well", () => {
  const mark = markOf(small(), 3, palette);
  assert.equal(mark.style, STYLE.stale);
  assert.equal(mark.fill, mixed("#7a2e0b", "#ffffff", 0.45));
});

test("it fills with the sphere where that is asked for, whole for everybody", () => {
  const mark = markOf({ ...small(), colour: "sphere" }, 3, palette);
  assert.deepEqual(mark, { shape: SHAPES.indexOf("union"), style: STYLE.plain, fill: "#6e1f3a" });
});

test("it makes marks no wider than the distance between neighbours, the largest measure the largest", () => {
  for (const between of [5, 12, 20, 60]) {
    const [least, half, most] = [0, 0.5, 1].map((share) => radiusOf(share, between)) as [
      number,
      number,
      number,
    ];
    assert.ok(least < half && half < most);
    assert.ok(most <= Math.max(LOOKS.smallest, between / 2));
    assert.ok(most <= LOOKS.largest);
  }
});

test("it mixes colours channel by channel and leaves what it cannot read", () => {
  assert.equal(mixed("#000000", "#ffffff", 0.5), "#808080");
  assert.equal(mixed("#123456", "#ffffff", 1), "#123456");
  assert.equal(mixed("currentcolor", "#ffffff", 0.5), "currentcolor");
});

test("it names more people the closer one comes, forty at most", () => {
  assert.equal(labelsAt(1), LOOKS.labelsAtFirst);
  assert.ok(labelsAt(0.6) > labelsAt(1));
  assert.equal(labelsAt(0.01), LOOKS.labels);
});
