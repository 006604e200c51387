import assert from "node:assert/strict";
import { test } from "node:test";
import { membersByCluster, tiesByNode } from "./payload";
import { small } from "./sample";
import { type Ground, nodeAt, type Spot, START, said, spotOf, walk } from "./walk";

function ground(): Ground {
  const payload = small();
  return { clusters: 3, members: [...membersByCluster(payload), [], []], ties: tiesByNode(payload) };
}

function after(...keys: string[]): Spot {
  return keys.reduce((spot, key) => walk(spot, key, ground()) ?? spot, START);
}

test("it walks round the clusters", () => {
  assert.equal(after("ArrowRight").cluster, 1);
  assert.equal(after("ArrowLeft").cluster, 2);
  assert.equal(after("ArrowRight", "ArrowRight", "ArrowRight").cluster, 0);
});

test("it goes into a cluster, along its people, along one's ties, and back out", () => {
  assert.equal(after("ArrowDown").node, 1);
  assert.equal(after("ArrowDown", "ArrowRight").node, 0);
  const tie = after("ArrowDown", "ArrowRight", "ArrowDown");
  assert.deepEqual(tie, { cluster: 0, node: 0, tie: 0 });
  assert.equal(nodeAt(tie, ground()), 2);
  assert.equal(after("ArrowDown", "ArrowRight", "ArrowDown", "ArrowRight").tie, 1);
  assert.deepEqual(after("ArrowDown", "ArrowRight", "ArrowDown", "ArrowUp", "ArrowUp"), START);
});

test("it follows a tie to whoever is at its other end", () => {
  assert.deepEqual(after("ArrowDown", "ArrowRight", "ArrowDown", "ArrowDown"), {
    cluster: 0,
    node: 2,
    tie: null,
  });
});

test("it stays where there is nowhere to go, and leaves other keys alone", () => {
  assert.deepEqual(after("ArrowRight", "ArrowDown"), { cluster: 1, node: null, tie: null });
  assert.equal(walk(START, "a", ground()), undefined);
  assert.equal(walk(START, "Tab", ground()), undefined);
});

test("it says where one stands: a cluster, a person, a tie", () => {
  const payload = small();
  assert.equal(said(START, payload, ground()), "A, Prairie, 2 people, clear; cluster 1 of 3");
  assert.equal(
    said(after("ArrowDown", "ArrowRight"), payload, ground()),
    "Hodan, principal, Prairie School, for, acting; 2 ties; 2 of 3 in A, Prairie",
  );
  assert.equal(
    said(after("ArrowDown", "ArrowRight", "ArrowDown"), payload, ground()),
    "strong tie to Prairie School, school, not known yet; 1 of 2 drawn",
  );
  assert.match(said(spotOf(3, payload), payload, ground()), /^Zoua, teacher.* in no cluster$/);
});
