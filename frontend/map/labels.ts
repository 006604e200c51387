/** Which names are written, and where: never over a mark or another name. Pure: no page, no canvas. */

export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Wanted {
  key: number;
  /** The middle of the mark and its radius, in px of the canvas. */
  x: number;
  y: number;
  radius: number;
  width: number;
  height: number;
  /** Written whatever lies below: the chosen one. */
  always?: boolean;
}

export interface Placed {
  key: number;
  /** The middle of the text. */
  x: number;
  y: number;
}

const GAP = 6;

/** Rectangles that are taken, found again by the cells of a grid. */
export class Taken {
  private readonly cells = new Map<string, Rect[]>();

  constructor(private readonly cell = 64) {}

  add(rect: Rect): void {
    for (const key of this.keys(rect)) {
      const here = this.cells.get(key);
      if (here) here.push(rect);
      else this.cells.set(key, [rect]);
    }
  }

  hits(rect: Rect, except?: Rect): boolean {
    for (const key of this.keys(rect))
      for (const other of this.cells.get(key) ?? [])
        if (
          other !== except &&
          rect.left < other.right &&
          rect.right > other.left &&
          rect.top < other.bottom &&
          rect.bottom > other.top
        )
          return true;
    return false;
  }

  private *keys(rect: Rect): Generator<string> {
    for (let x = Math.floor(rect.left / this.cell); x <= Math.floor(rect.right / this.cell); x++)
      for (let y = Math.floor(rect.top / this.cell); y <= Math.floor(rect.bottom / this.cell); y++)
        yield `${x},${y}`;
  }
}

/**
 * Places at most `most` names in the order given, each below its mark, else beside or above it. `taken` holds the marks
 * and whatever else is written, and gets what is placed.
 */
export function placeLabels(wanted: readonly Wanted[], taken: Taken, most: number): Placed[] {
  const placed: Placed[] = [];
  for (const label of wanted) {
    if (placed.length >= most) break;
    const spot = spots(label).find((each) => !taken.hits(rectOf(each, label)));
    const chosen = spot ?? (label.always ? spots(label)[0] : undefined);
    if (!chosen) continue;
    taken.add(rectOf(chosen, label));
    placed.push({ key: label.key, ...chosen });
  }
  return placed;
}

function spots({ x, y, radius, width, height }: Wanted): { x: number; y: number }[] {
  const below = radius + GAP + height / 2;
  const beside = radius + GAP + width / 2;
  return [
    { x, y: y + below - 2 },
    { x: x + beside, y },
    { x: x - beside, y },
    { x, y: y - below + 2 },
  ];
}

function rectOf({ x, y }: { x: number; y: number }, { width, height }: Wanted): Rect {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

/** A mark as the rectangle that names keep off. */
export function rectOfMark(x: number, y: number, radius: number): Rect {
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
}
