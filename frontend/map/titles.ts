/** Titles of clusters: letter, how many people, name; outside the outline, or from afar inside it with a bar. */
import type { Outline, ToView } from "./backdrop";
import type { Rect, Taken } from "./labels";
import type { Palette } from "./looks";
import { type Box, boxOf } from "./payload";

export const FAMILY = '"Inter Variable", system-ui, sans-serif';
const FONT = `650 13px ${FAMILY}`;
const SMALL_FONT = `650 12px ${FAMILY}`;
const LINE_HEIGHT = 16;
const SMALL_LINE = 14;
/** A small title may be so much wider than its outline, and one narrower than this has its letter beside it. */
const OVER = 14;
const LETTER_ONLY = 26;
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

/** In the middle of the outline, over its faint marks: the whole name or none, then the letter says it; never a cut one. */
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
  const bar = outline.counts.length > 0 && width > 60 && height > 64;
  const under = bar ? 12 : 0;
  for (const { font, line, lines } of titles(ink, head, outline.name, width, height - under)) {
    ink.font = font;
    const top = centre - (lines.length * line + under) / 2;
    const rect = rectOf(ink, lines, width < LETTER_ONLY ? box.x[1] + 14 : middle, top, line);
    if (taken.hits(rect)) continue;
    taken.add(rect);
    drawLines(ink, lines, head, outline.letter, rect, palette.paper, palette, line);
    if (bar)
      drawBar(ink, outline.counts, positions, middle, rect.bottom + 4, Math.min(BAR, width - 16), palette);
    return;
  }
}

interface Title {
  font: string;
  line: number;
  lines: string[];
}

/** How a title may stand in so much room, the best first: in few lines, then large; a small one may touch the outline. */
function titles(
  ink: CanvasRenderingContext2D,
  head: string,
  name: string,
  width: number,
  height: number,
): Title[] {
  const choices = [
    { font: FONT, line: LINE_HEIGHT, wide: width - 12, tall: height - 12 },
    { font: SMALL_FONT, line: SMALL_LINE, wide: width + OVER, tall: height },
  ].flatMap(({ font, line, wide, tall }): Title[] => {
    ink.font = font;
    const lines = [head, ...wrapped(name, (words) => ink.measureText(words).width <= wide)];
    return lines.length > 1 && lines.length * line <= tall ? [{ font, line, lines }] : [];
  });
  choices.sort((one, two) => one.lines.length - two.lines.length);
  if (width < LETTER_ONLY) choices.length = 0;
  return [...choices, { font: SMALL_FONT, line: LINE_HEIGHT, lines: [head] }];
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
  lineHeight = LINE_HEIGHT,
): void {
  const centre = (rect.left + rect.right) / 2;
  lines.forEach((line, at) => {
    const y = rect.top + lineHeight * (at + 0.5);
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

function rectOf(
  ink: CanvasRenderingContext2D,
  lines: readonly string[],
  centre: number,
  top: number,
  lineHeight = LINE_HEIGHT,
): Rect {
  const half = Math.max(...lines.map((line) => ink.measureText(line).width)) / 2;
  return { left: centre - half, right: centre + half, top, bottom: top + lines.length * lineHeight };
}

/** A name in lines that fit, broken between words; none if one of its words does not fit. */
export function wrapped(name: string, fits: (words: string) => boolean): string[] {
  const lines: string[] = [];
  for (const word of name.split(" ").filter(Boolean)) {
    if (!fits(word)) return [];
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && fits(longer)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
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
