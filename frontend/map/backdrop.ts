/** What lies under and over the marks on two flat canvases: outlines of clusters, ties that set apart, names. */

import { type Placed, placeLabels, type Rect, rectOfMark, Taken, type Wanted } from "./labels";
import { LOOKS, mixed, type Palette } from "./looks";
import { boxOf } from "./payload";

export type ToView = (x: number, y: number) => { x: number; y: number };

export interface Outline {
  letter: string;
  name: string;
  people: number;
  points: [number, number][];
}

const NAME_FONT = "650 13px";
const LABEL_FONT = "550 12px";
const FAMILY = '"Inter Variable", system-ui, sans-serif';
const WIDE = 24;
const NARROW = 15;
const LINE_HEIGHT = 16;

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

export interface Label extends Omit<Wanted, "width" | "height"> {
  text: string;
}

/** Letters and names of clusters above their outlines, then as many names of nodes as fit. How many were left out. */
export function drawNames(
  ink: CanvasRenderingContext2D,
  outlines: readonly Outline[],
  marks: readonly { x: number; y: number; radius: number }[],
  labels: readonly Label[],
  most: number,
  view: ToView,
  palette: Palette,
): void {
  ink.clearRect(0, 0, ink.canvas.width, ink.canvas.height);
  ink.textAlign = "center";
  ink.textBaseline = "middle";
  ink.lineJoin = "round";
  const taken = new Taken();
  for (const { x, y, radius } of marks) taken.add(rectOfMark(x, y, radius));
  for (const outline of outlines) drawTitle(ink, outline, taken, view, palette);
  ink.font = `${LABEL_FONT} ${FAMILY}`;
  const wanted = labels.map((label) => ({ ...label, width: ink.measureText(label.text).width, height: 15 }));
  const byKey = new Map(labels.map((label) => [label.key, label.text]));
  for (const placed of placeLabels(wanted, taken, most))
    haloed(ink, placed, byKey.get(placed.key) ?? "", palette);
}

function haloed(
  ink: CanvasRenderingContext2D,
  { x, y }: Pick<Placed, "x" | "y">,
  text: string,
  palette: Palette,
): void {
  ink.strokeStyle = palette.paper;
  ink.lineWidth = 4;
  ink.strokeText(text, x, y);
  ink.fillStyle = palette.ink;
  ink.fillText(text, x, y);
}

/** Letter, number and name over the outline or under it; without room for the name the letter stands alone. */
function drawTitle(
  ink: CanvasRenderingContext2D,
  outline: Outline,
  taken: Taken,
  view: ToView,
  palette: Palette,
): void {
  const box = boxOf(outline.points.map(([px, py]) => [view(px, py).x, view(px, py).y] as [number, number]));
  const middle = (box.x[0] + box.x[1]) / 2;
  const head = `${outline.letter} ${outline.people}`;
  const wide = inLines(`${head} ${outline.name}`, WIDE);
  const narrow = inLines(`${head} ${outline.name}`, NARROW, 3);
  ink.font = `${NAME_FONT} ${FAMILY}`;
  const shift = (box.x[1] - box.x[0]) * 0.3;
  const rectOf = (lines: string[], top: number, dx: number): Rect => {
    const half = Math.max(...lines.map((line) => ink.measureText(line).width)) / 2;
    return {
      left: middle + dx - half,
      right: middle + dx + half,
      top,
      bottom: top + lines.length * LINE_HEIGHT,
    };
  };
  const above = (lines: string[], dx = 0) => rectOf(lines, box.y[0] - 4 - lines.length * LINE_HEIGHT, dx);
  const below = (lines: string[], dx = 0) => rectOf(lines, box.y[1] + 4, dx);
  const choices: [string[], Rect][] = [
    [wide, above(wide)],
    [narrow, above(narrow)],
    [wide, above(wide, -shift)],
    [wide, above(wide, shift)],
    [narrow, above(narrow, -shift)],
    [narrow, above(narrow, shift)],
    [wide, below(wide)],
    [[head], above([head])],
  ];
  const [lines, rect] = choices.find(([, each]) => !taken.hits(each)) ?? [[head], above([head])];
  const centre = (rect.left + rect.right) / 2;
  taken.add(rect);
  ink.strokeStyle = palette.canvas;
  ink.lineWidth = 4;
  lines.forEach((line, at) => {
    const y = rect.top + LINE_HEIGHT * (at + 0.5);
    ink.fillStyle = palette.ink;
    ink.strokeText(line, centre, y);
    if (at > 0) ink.fillText(line, centre, y);
    else drawHead(ink, line, head, outline.letter, centre, y, palette);
  });
}

/** The first line of a title: the number of people after the letter is softer than the rest. */
function drawHead(
  ink: CanvasRenderingContext2D,
  line: string,
  head: string,
  letter: string,
  middle: number,
  y: number,
  palette: Palette,
): void {
  ink.textAlign = "left";
  let x = middle - ink.measureText(line).width / 2;
  for (const [part, colour] of [
    [letter, palette.ink],
    [head.slice(letter.length), palette.muted],
    [line.slice(head.length), palette.ink],
  ] as const) {
    ink.fillStyle = colour;
    ink.fillText(part, x, y);
    x += ink.measureText(part).width;
  }
  ink.textAlign = "center";
}

/** A name in lines, broken between words; what is longer ends in dots. */
export function inLines(name: string, longest: number, most = 2): string[] {
  const lines: string[] = [""];
  for (const word of name.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last === "" || `${last} ${word}`.length <= longest)
      lines[lines.length - 1] = last ? `${last} ${word}` : word;
    else lines.push(word);
  }
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, most);
  kept[most - 1] = `${kept[most - 1]?.slice(0, longest - 1).trimEnd()}…`;
  return kept;
}
