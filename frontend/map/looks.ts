/** From data to looks: which shape, fill, outline and size a mark has. Pure: no page, no canvas. */
import type { Payload } from "./payload";

/** The colours of a theme, as the stylesheet names them. */
export interface Palette {
  canvas: string;
  paper: string;
  ink: string;
  muted: string;
  link: string;
  hull: string;
  outline: string;
  spheres: Record<string, string>;
  positions: Record<string, string>;
}

/** In the order of the shader: the number is what it reads. The last is for somebody without a sphere. */
export const SHAPES = ["district", "school", "union", "state", "community", "none"] as const;

export const STYLE = Object.freeze({ plain: 0, dashed: 1, stale: 2 });

export const LOOKS = Object.freeze({
  /** Radius in px at the first view, of the smallest and largest mark. */
  smallest: 3.5,
  largest: 13,
  /** Of the distance between neighbours: no mark is wider than that. */
  ofSpacing: 0.42,
  outline: 1.5,
  outlineChosen: 2.5,
  /** Ink over the ground, for weak, fair and strong ties, and how wide they are. */
  tieInk: [0.25, 0.45, 0.75],
  tieWidth: [1, 1.75, 2.5],
  /** Ties between clusters are wider. */
  betweenWidth: [1.5, 3, 5],
  labels: 40,
  /** At the first view; more as one comes closer. */
  labelsAtFirst: 14,
  /** How much marks and ties grow as one comes closer: 0 not at all, 1 with everything else. */
  growth: 0.4,
  motion: 200,
  /** Below so many px between neighbours one sees clusters: their names stand inside, their people are faint. */
  overviewBelow: 15,
  faint: 0.28,
});

export interface Mark {
  shape: number;
  style: number;
  fill: string;
}

/** The mark of one node: its shape is the sphere; its fill the position or the sphere. */
export function markOf(payload: Payload, node: number, palette: Palette): Mark {
  const sphere = payload.spheres[payload.nodes.sphere[node] ?? -1];
  const shape = sphere === undefined ? SHAPES.length - 1 : SHAPES.indexOf(sphere as (typeof SHAPES)[number]);
  if (payload.colour === "sphere") {
    const fill = sphere === undefined ? undefined : palette.spheres[sphere];
    return { shape, style: STYLE.plain, fill: fill ?? palette.canvas };
  }
  const position = payload.positions[payload.nodes.position[node] ?? -1];
  const fill = position === undefined ? undefined : palette.positions[position];
  if (fill === undefined) return { shape, style: STYLE.dashed, fill: palette.canvas };
  if (payload.nodes.stale[node])
    return { shape, style: STYLE.stale, fill: mixed(fill, palette.canvas, 0.45) };
  return { shape, style: STYLE.plain, fill };
}

/** Radius in px. The area grows with the measure; `between` is the distance between neighbours in px. */
export function radiusOf(share: number, between: number): number {
  const largest = Math.min(LOOKS.largest, Math.max(LOOKS.smallest, between * LOOKS.ofSpacing));
  const smallest = Math.min(LOOKS.smallest + 1, largest * 0.6);
  return smallest + (largest - smallest) * Math.sqrt(Math.min(1, Math.max(0, share)));
}

/** How many names are written at this zoom (1 is the first view, smaller is closer). */
export function labelsAt(ratio: number): number {
  return Math.min(LOOKS.labels, Math.round(LOOKS.labelsAtFirst / Math.max(ratio, 0.01) ** 1.3));
}

/** `share` of one colour over another, both #rrggbb; what cannot be read is given back as it is. */
export function mixed(colour: string, ground: string, share: number): string {
  const over = channels(colour);
  const under = channels(ground);
  if (!over || !under) return colour;
  return `#${over
    .map((value, at) => Math.round(value * share + (under[at] as number) * (1 - share)))
    .map((value) => value.toString(16).padStart(2, "0"))
    .join("")}`;
}

function channels(colour: string): number[] | undefined {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour.trim());
  return found?.slice(1).map((part) => Number.parseInt(part, 16));
}
