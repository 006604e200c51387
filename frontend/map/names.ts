/** Names over the marks, on a flat canvas of their own: clusters' titles first, then as many nodes as fit. */
import type { Outline, ToView } from "./backdrop";
import { placeLabels, rectOfMark, Taken, type Wanted } from "./labels";
import type { Palette } from "./looks";
import { drawTitleInside, drawTitleOutside, FAMILY, haloed } from "./titles";

const LABEL_FONT = "550 12px";
const LABEL_HEIGHT = 15;

export interface Label extends Omit<Wanted, "width" | "height"> {
  text: string;
}

export interface Scene {
  outlines: readonly Outline[];
  positions: readonly string[];
  marks: readonly { x: number; y: number; radius: number }[];
  labels: readonly Label[];
  /** From afar: titles stand inside the outlines, and nobody is named but the chosen one. */
  overview: boolean;
  most: number;
}

export function drawNames(ink: CanvasRenderingContext2D, scene: Scene, view: ToView, palette: Palette): void {
  ink.clearRect(0, 0, ink.canvas.width, ink.canvas.height);
  ink.textAlign = "center";
  ink.textBaseline = "middle";
  ink.lineJoin = "round";
  const taken = new Taken();
  if (!scene.overview) for (const { x, y, radius } of scene.marks) taken.add(rectOfMark(x, y, radius));
  for (const outline of scene.outlines) {
    if (scene.overview) drawTitleInside(ink, outline, scene.positions, taken, view, palette);
    else drawTitleOutside(ink, outline, taken, view, palette);
  }
  ink.font = `${LABEL_FONT} ${FAMILY}`;
  const wanted = scene.labels
    .filter((label) => label.always || !scene.overview)
    .map((label) => ({ ...label, width: ink.measureText(label.text).width, height: LABEL_HEIGHT }));
  const texts = new Map(scene.labels.map((label) => [label.key, label.text]));
  for (const { key, x, y } of placeLabels(wanted, taken, scene.most))
    haloed(ink, texts.get(key) ?? "", x, y, palette.paper, palette.ink);
}
