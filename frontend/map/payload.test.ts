import assert from "node:assert/strict";
import { test } from "node:test";
import { boxOf, membersByCluster, pointsOf, tiesByNode, within } from "./payload";
import { small } from "./sample";

test("it lists each node's drawn ties, the strongest first", () => {
  assert.deepEqual(tiesByNode(small())[0], [
    { other: 2, strength: 2 },
    { other: 1, strength: 0 },
  ]);
  assert.deepEqual(tiesByNode(small())[3], [{ other: 1, strength: 1 }]);
});

test("it walks the people of a cluster by ties, organizations after them, and leaves out who is in none", () => {
  assert.deepEqual(membersByCluster(small()), [[1, 0, 2]]);
});

test("it boxes points with room, and has a box where there are none", () => {
  const box = boxOf(
    [
      [0, 0],
      [2, 1],
    ],
    0.5,
  );
  assert.deepEqual(box, { x: [-0.5, 2.5], y: [-0.5, 1.5] });
  assert.deepEqual(boxOf([]), { x: [0, 1], y: [0, 1] });
});

test("it knows what lies within an outline", () => {
  const square = pointsOf([0, 0, 4, 0, 4, 4, 0, 4]);
  assert.equal(within({ x: 2, y: 2 }, square), true);
  assert.equal(within({ x: 5, y: 2 }, square), false);
  assert.equal(within({ x: 2, y: 2 }, []), false);
});
