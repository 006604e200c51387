/** Walking the map by keys: clusters, in a cluster its people, from a person along the ties. Pure. */
import type { Payload, Tie } from "./payload";

export interface Ground {
  clusters: number;
  /** Nodes of each cluster in the order in which they are walked. */
  members: number[][];
  ties: Tie[][];
}

/** Where one stands: at a cluster, at a node, or at one of a node's ties (which leads to another node). */
export interface Spot {
  cluster: number;
  node: number | null;
  tie: number | null;
}

export const START: Spot = Object.freeze({ cluster: 0, node: null, tie: null });

/** The next spot, or the same where there is nowhere to go; undefined for a key that does not walk. */
export function walk(spot: Spot, key: string, ground: Ground): Spot | undefined {
  switch (key) {
    case "ArrowRight":
      return along(spot, 1, ground);
    case "ArrowLeft":
      return along(spot, -1, ground);
    case "ArrowDown":
      return inwards(spot, ground);
    case "ArrowUp":
      return outwards(spot);
    case "Home":
      return { ...START };
    default:
      return undefined;
  }
}

/** The spot of a node that was pressed or found. */
export function spotOf(node: number, payload: Pick<Payload, "nodes">): Spot {
  return { cluster: payload.nodes.cluster[node] ?? -1, node, tie: null };
}

/** Which node a spot stands for: the far end of a tie, the node itself, or none at a cluster. */
export function nodeAt(spot: Spot, ground: Ground): number | null {
  if (spot.node === null) return null;
  if (spot.tie === null) return spot.node;
  return ground.ties[spot.node]?.[spot.tie]?.other ?? spot.node;
}

function along(spot: Spot, step: number, ground: Ground): Spot {
  if (spot.node === null) return { ...spot, cluster: round(spot.cluster + step, ground.clusters) };
  if (spot.tie !== null) return { ...spot, tie: round(spot.tie + step, ground.ties[spot.node]?.length ?? 0) };
  const members = ground.members[spot.cluster] ?? [];
  const next = members[round(members.indexOf(spot.node) + step, members.length)];
  return next === undefined ? spot : { ...spot, node: next };
}

function inwards(spot: Spot, ground: Ground): Spot {
  if (spot.node === null) return { ...spot, node: ground.members[spot.cluster]?.[0] ?? null };
  if (spot.tie === null) return (ground.ties[spot.node]?.length ?? 0) > 0 ? { ...spot, tie: 0 } : spot;
  const other = nodeAt(spot, ground);
  if (other === null) return spot;
  const cluster = ground.members.findIndex((members) => members.includes(other));
  return { cluster, node: other, tie: null };
}

function outwards(spot: Spot): Spot {
  if (spot.tie !== null) return { ...spot, tie: null };
  if (spot.node !== null) return { ...spot, cluster: Math.max(0, spot.cluster), node: null };
  return spot;
}

function round(at: number, length: number): number {
  return length > 0 ? (at + length) % length : 0;
}

/** What is said of a spot, in the server's words: `{name}` and the like stand for what is known. */
export function said(spot: Spot, payload: Payload, ground: Ground): string {
  const { nodes, clusters, words } = payload;
  const node = nodeAt(spot, ground);
  const cluster = clusters[spot.cluster];
  if (node === null)
    return cluster
      ? filled(words.cluster, { ...cluster, at: spot.cluster + 1, of: ground.clusters })
      : words.none;
  const position = payload.colour === "position" ? words.positions[nodes.position[node] ?? -1] : undefined;
  const who = [nodes.name[node], nodes.about[node], position].filter(Boolean).join(", ");
  if (spot.tie !== null && spot.node !== null) {
    const ties = ground.ties[spot.node] ?? [];
    const strength = words.strengths[ties[spot.tie]?.strength ?? 0] ?? "";
    return filled(words.tie, { who, strength, at: spot.tie + 1, of: ties.length });
  }
  const members = ground.members[spot.cluster] ?? [];
  return filled(words.person, {
    who,
    ties: nodes.ties[node] ?? 0,
    cluster: cluster ? `${cluster.letter}, ${cluster.name}` : words.none,
    at: members.indexOf(node) + 1,
    of: members.length,
  });
}

function filled(words: string, values: Record<string, unknown>): string {
  return words.replace(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? ""));
}
