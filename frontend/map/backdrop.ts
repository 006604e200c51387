/** What lies under the marks on a flat canvas: ties between clusters, their outlines, ties that set apart. */
import { LOOKS, mixed, type Palette } from "./looks";
import { boxOf } from "./payload";

export type ToView = (x: number, y: number) => { x: number; y: number };

export interface Outline {
  letter: string;
  name: string;
  people: number;
  /** How many stand at each position; empty where positions are not shown. */
  counts: number[];
  points: [number, number][];
}

/** Lines from cluster to cluster, below their outlines; those of the open one in the colour of links. */
export function drawBetween(
  ink: CanvasRenderingContext2D,
  outlines: readonly Outline[],
  between: readonly (readonly [number, number, number])[],
  open: number,
  view: ToView,
  palette: Palette,
): void {
  ink.clearRect(0, 0, ink.canvas.width, ink.canvas.height);
  for (const [one, other, strength] of between) {
    const [from, to] = [middleOf(outlines[one], view), middleOf(outlines[other], view)];
    const isOpen = one === open || other === open;
    ink.strokeStyle = isOpen
      ? palette.link
      : mixed(palette.ink, palette.canvas, LOOKS.tieInk[strength] ?? 0.25);
    ink.lineWidth = LOOKS.betweenWidth[strength] ?? 1.5;
    ink.beginPath();
    ink.moveTo(from.x, from.y);
    ink.lineTo(to.x, to.y);
    ink.stroke();
  }
}

function middleOf(outline: Outline | undefined, view: ToView): { x: number; y: number } {
  const box = boxOf(outline?.points ?? []);
  return view((box.x[0] + box.x[1]) / 2, (box.y[0] + box.y[1]) / 2);
}

/** The outlines, filled with paper; the chosen one in the colour of links. */
export function drawOutlines(
  ink: CanvasRenderingContext2D,
  outlines: readonly Outline[],
  chosen: number,
  view: ToView,
  palette: Palette,
): void {
  ink.lineJoin = "round";
  outlines.forEach((outline, at) => {
    traced(
      ink,
      outline.points.map(([x, y]) => view(x, y)),
    );
    ink.fillStyle = palette.paper;
    ink.fill();
    ink.strokeStyle = at === chosen ? palette.link : palette.hull;
    ink.lineWidth = at === chosen ? 2.5 : 1.5;
    ink.stroke();
  });
}

/** Lines between those whom a declared tie sets apart: dashed, as they bring nobody together. */
export function drawOpposed(
  ink: CanvasRenderingContext2D,
  pairs: readonly (readonly [number, number, number, number])[],
  view: ToView,
  palette: Palette,
): void {
  ink.save();
  ink.setLineDash([2, 4]);
  ink.lineWidth = 1.5;
  ink.strokeStyle = palette.muted;
  for (const [x1, y1, x2, y2] of pairs) {
    const [from, to] = [view(x1, y1), view(x2, y2)];
    ink.beginPath();
    ink.moveTo(from.x, from.y);
    ink.lineTo(to.x, to.y);
    ink.stroke();
  }
  ink.restore();
}

function traced(ink: CanvasRenderingContext2D, points: readonly { x: number; y: number }[]): void {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return;
  ink.beginPath();
  ink.moveTo((last.x + first.x) / 2, (last.y + first.y) / 2);
  points.forEach((point, at) => {
    const next = points[(at + 1) % points.length] ?? first;
    ink.quadraticCurveTo(point.x, point.y, (point.x + next.x) / 2, (point.y + next.y) / 2);
  });
  ink.closePath();
}
