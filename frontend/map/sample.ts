/** A map small enough to draw by hand, for tests. */
import type { Payload } from "./payload";

/** Four nodes in two clusters: 0, 1 and an organization 2 in the first, 3 in none. */
export function small(): Payload {
  return {
    nodes: {
      id: ["a", "b", "c", "d"],
      name: ["Hodan", "Per", "Prairie School", "Zoua"],
      about: ["principal, Prairie School", "", "school", "teacher"],
      person: [1, 1, 0, 1],
      x: [0, 1, 2, 3],
      y: [0, 1, 0, 1],
      sphere: [1, -1, 1, 2],
      position: [4, 5, 5, 0],
      stale: [0, 0, 0, 1],
      cluster: [0, 0, 0, -1],
      ties: [2, 3, 9, 1],
      size: [0.2, 1, 0, 0.5],
    },
    edges: { a: [0, 0, 1], b: [1, 2, 3], strength: [0, 2, 1] },
    between: [],
    opposed: [],
    clusters: [{ letter: "A", name: "Prairie", sure: "clear", people: 2, counts: [], outline: [] }],
    spheres: ["district", "school", "union", "state", "community"],
    positions: ["against-acting", "against", "undecided", "for", "for-acting", "unknown"],
    spacing: 0.1,
    colour: "position",
    panel: "/network/panel/00000000-0000-0000-0000-000000000000/",
    words: {
      spheres: [],
      positions: ["against, acting", "against", "undecided", "for", "for, acting", "not known yet"],
      strengths: ["weak tie", "fair tie", "strong tie"],
      cluster: "{letter}, {name}, {people} people, {sure}; cluster {at} of {of}",
      person: "{who}; {ties} ties; {at} of {of} in {cluster}",
      tie: "{strength} to {who}; {at} of {of} drawn",
      none: "no cluster",
    },
  };
}
