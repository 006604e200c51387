/** Titles of clusters: letter, how many people, name; outside the outline, or from afar inside it with a bar. */
import type { Outline, ToView } from "./backdrop";
import type { Rect, Taken } from "./labels";
import type { Palette } from "./looks";
import { type Box, boxOf } from "./payload";

export const FAMILY = '"Inter Variable", system-ui, sans-serif';
const FONT = `650 13px ${FAMILY}`;
const SMALL_FONT = `650 12px ${FAMILY}`;
const LINE_HEIGHT = 16;
const LETTER_WIDTH = 7.4;
const WIDE = 24;
const NARROW = 15;
const BAR = 72;
const BAR_HEIGHT = 7;
const BAR_GAP = 2;

/** Over the outline or under it, off every mark; without room for the name the letter stands alone. */
export function drawTitleOutside(
  ink: CanvasRenderingContext2D,
  outline: Outline,
  taken: Taken,
  view: ToView,
  palette: Palette,
): void {
  const box = viewed(outline, view);
  const middle = (box.x[0] + box.x[1]) / 2;
  const shift = (box.x[1] - box.x[0]) * 0.3;
  const head = `${outline.letter} ${outline.people}`;
  const wide = inLines(`${head} ${outline.name}`, WIDE);
  const narrow = inLines(`${head} ${outline.name}`, NARROW, 3);
  ink.font = FONT;
  const above = (lines: string[], dx = 0) =>
    rectOf(ink, lines, middle + dx, box.y[0] - 4 - lines.length * LINE_HEIGHT);
  const choices: [string[], Rect][] = [
    [wide, above(wide)],
    [narrow, above(narrow)],
    [wide, above(wide, -shift)],
    [wide, above(wide, shift)],
    [narrow, above(narrow, -shift)],
    [narrow, above(narrow, shift)],
    [wide, rectOf(ink, wide, middle, box.y[1] + 4)],
    [[head], above([head])],
  ];
  const [lines, rect] = choices.find(([, each]) => !taken.hits(each)) ?? [[head], above([head])];
  taken.add(rect);
  drawLines(ink, lines, head, outline.letter, rect, palette.canvas, palette);
}

/** In the middle of the outline, over its faint marks; a small one shows its letter, a tiny one has it beside. */
export function drawTitleInside(
  ink: CanvasRenderingContext2D,
  outline: Outline,
  positions: readonly string[],
  taken: Taken,
  view: ToView,
  palette: Palette,
): void {
  const box = viewed(outline, view);
  const [width, height] = [box.x[1] - box.x[0], box.y[1] - box.y[0]];
  const [middle, centre] = [(box.x[0] + box.x[1]) / 2, (box.y[0] + box.y[1]) / 2];
  const head = `${outline.letter} ${outline.people}`;
  const fits = Math.floor((width - 8) / LETTER_WIDTH);
  const bar = outline.counts.length > 0 && width > 60 && height > 64;
  const room = Math.floor((height - 12 - (bar ? 12 : 0)) / LINE_HEIGHT) - 1;
  const name = room > 0 && fits >= 8 ? inLines(outline.name, fits, Math.min(3, room)) : [];
  const lines = [head, ...name];
  ink.font = width > 90 ? FONT : SMALL_FONT;
  const tall = lines.length * LINE_HEIGHT + (bar ? 12 : 0);
  const rect = rectOf(ink, lines, width < 26 ? box.x[1] + 14 : middle, centre - tall / 2);
  if (taken.hits(rect)) return;
  taken.add(rect);
  drawLines(ink, lines, head, outline.letter, rect, palette.paper, palette);
  if (bar)
    drawBar(ink, outline.counts, positions, middle, rect.bottom + 4, Math.min(BAR, width - 16), palette);
}

function drawBar(
  ink: CanvasRenderingContext2D,
  counts: readonly number[],
  positions: readonly string[],
  middle: number,
  top: number,
  width: number,
  palette: Palette,
): void {
  const steps = counts.map((count, at) => ({ count, at })).filter(({ count }) => count > 0);
  const total = steps.reduce((sum, { count }) => sum + count, 0);
  const room = width - BAR_GAP * (steps.length - 1);
  let x = middle - width / 2;
  ink.lineWidth = 1;
  ink.strokeStyle = palette.outline;
  for (const { count, at } of steps) {
    const wide = Math.max(2, (room * count) / total);
    const fill = palette.positions[positions[at] ?? ""];
    ink.setLineDash(fill ? [] : [3, 2]);
    ink.fillStyle = fill ?? palette.paper;
    ink.fillRect(x, top, wide, BAR_HEIGHT);
    ink.strokeRect(x + 0.5, top + 0.5, wide - 1, BAR_HEIGHT - 1);
    x += wide + BAR_GAP;
  }
  ink.setLineDash([]);
}

/** Lines of a title; in the first the number of people after the letter is softer than the rest. */
function drawLines(
  ink: CanvasRenderingContext2D,
  lines: readonly string[],
  head: string,
  letter: string,
  rect: Rect,
  ground: string,
  palette: Palette,
): void {
  const centre = (rect.left + rect.right) / 2;
  lines.forEach((line, at) => {
    const y = rect.top + LINE_HEIGHT * (at + 0.5);
    if (at > 0) {
      haloed(ink, line, centre, y, ground, palette.ink);
      return;
    }
    let x = centre - ink.measureText(line).width / 2;
    ink.textAlign = "left";
    for (const [part, colour] of [
      [letter, palette.ink],
      [head.slice(letter.length), palette.muted],
      [line.slice(head.length), palette.ink],
    ] as const) {
      haloed(ink, part, x, y, ground, colour);
      x += ink.measureText(part).width;
    }
    ink.textAlign = "center";
  });
}

export function haloed(
  ink: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  ground: string,
  colour: string,
): void {
  ink.strokeStyle = ground;
  ink.lineWidth = 4;
  ink.strokeText(text, x, y);
  ink.fillStyle = colour;
  ink.fillText(text, x, y);
}

function viewed(outline: Outline, view: ToView): Box {
  return boxOf(
    outline.points.map(([px, py]): [number, number] => {
      const { x, y } = view(px, py);
      return [x, y];
    }),
  );
}

function rectOf(ink: CanvasRenderingContext2D, lines: readonly string[], centre: number, top: number): Rect {
  const half = Math.max(...lines.map((line) => ink.measureText(line).width)) / 2;
  return { left: centre - half, right: centre + half, top, bottom: top + lines.length * LINE_HEIGHT };
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
  const kept = lines.slice(0, most);
  if (lines.length > most) kept[most - 1] = `${kept[most - 1]} …`;
  return kept.map((line) => (line.length > longest + 2 ? `${line.slice(0, longest).trimEnd()}…` : line));
}
