/** What the server sends for the map, read into rows. Pure: no page, no canvas. */

export interface Payload {
  nodes: {
    id: string[];
    name: string[];
    about: string[];
    person: number[];
    x: number[];
    y: number[];
    /** Numbers into `spheres` and `positions`; −1 where nothing is known. Empty where the fill is the sphere. */
    sphere: number[];
    position: number[];
    stale: number[];
    cluster: number[];
    ties: number[];
    /** The chosen measure as a share of its largest value, 0 to 1. */
    size: number[];
  };
  edges: { a: number[]; b: number[]; strength: number[] };
  /** Ties between clusters: two numbers of clusters, and how strong all of them together are. */
  between: [number, number, number][];
  opposed: [number, number][];
  clusters: {
    letter: string;
    name: string;
    sure: string;
    people: number;
    /** How many people stand at each of `positions`; empty where the fill is the sphere. */
    counts: number[];
    outline: number[];
  }[];
  spheres: string[];
  positions: string[];
  spacing: number;
  colour: "position" | "sphere";
  /** The address of a panel, with a uid of zeros in the place of the uid. */
  panel: string;
  words: Words;
}

export interface Words {
  spheres: string[];
  positions: string[];
  strengths: string[];
  cluster: string;
  person: string;
  tie: string;
  none: string;
}

export interface Tie {
  other: number;
  /** 0 weak, 1 fair, 2 strong. */
  strength: number;
}

/** The drawn ties of each node, the strongest first. */
export function tiesByNode({ nodes, edges }: Pick<Payload, "nodes" | "edges">): Tie[][] {
  const ties: Tie[][] = nodes.id.map(() => []);
  edges.a.forEach((a, at) => {
    const b = edges.b[at];
    const strength = edges.strength[at] ?? 0;
    if (b === undefined) return;
    ties[a]?.push({ other: b, strength });
    ties[b]?.push({ other: a, strength });
  });
  for (const each of ties) each.sort((one, two) => two.strength - one.strength || one.other - two.other);
  return ties;
}

/** The nodes of each cluster, who is tied most first; people before organizations. */
export function membersByCluster({ nodes, clusters }: Pick<Payload, "nodes" | "clusters">): number[][] {
  const members: number[][] = clusters.map(() => []);
  nodes.cluster.forEach((cluster, node) => {
    members[cluster]?.push(node);
  });
  for (const each of members)
    each.sort(
      (one, two) =>
        (nodes.person[two] ?? 0) - (nodes.person[one] ?? 0) ||
        (nodes.ties[two] ?? 0) - (nodes.ties[one] ?? 0) ||
        one - two,
    );
  return members;
}

export interface Box {
  x: [number, number];
  y: [number, number];
}

/** The box round some points, `pad` wider on each side; a unit box where there are none. */
export function boxOf(points: Iterable<readonly [number, number]>, pad = 0): Box {
  const x: [number, number] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const y: [number, number] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [px, py] of points) {
    x[0] = Math.min(x[0], px - pad);
    x[1] = Math.max(x[1], px + pad);
    y[0] = Math.min(y[0], py - pad);
    y[1] = Math.max(y[1], py + pad);
  }
  return x[0] > x[1] ? { x: [0, 1], y: [0, 1] } : { x, y };
}

/** A flat list x, y, x, y … as points. */
export function pointsOf(flat: readonly number[]): [number, number][] {
  const points: [number, number][] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) points.push([flat[at] as number, flat[at + 1] as number]);
  return points;
}

/** Whether a point lies within a closed line: a ray from it crosses the line an odd number of times. */
export function within(
  point: { x: number; y: number },
  line: readonly (readonly [number, number])[],
): boolean {
  let inside = false;
  line.forEach(([x, y], at) => {
    const [px, py] = line[(at + line.length - 1) % line.length] ?? [x, y];
    if (y > point.y !== py > point.y && point.x < ((px - x) * (point.y - y)) / (py - y) + x) inside = !inside;
  });
  return inside;
}
