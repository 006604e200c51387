/** Moves over the map: never farther than needed, quickly, and without motion where somebody asked for none. */
import type Sigma from "sigma";
import type { Outline } from "./backdrop";
import { LOOKS } from "./looks";
import { type Box, boxOf, type Payload } from "./payload";

/** Clusters of fewer people may lie outside the first view, where it would make all others small. */
const COUNTS_FROM = 3;
/** Px kept between what stands far off and the edge. */
const EDGE = 8;
/** Room round what is framed, in px: for names and the panel's edge. */
const AROUND = { width: 80, height: 110 };

export class Camera {
  constructor(
    private readonly sigma: Sigma,
    private readonly payload: Payload,
    private readonly outlines: readonly Outline[],
    private readonly still: boolean,
  ) {}

  /** The first view: the clusters, without the pairs and single ones that stand far off. */
  home(): void {
    const main = this.outlines.filter((outline) => outline.people >= COUNTS_FROM);
    if (main.length === 0) return;
    const box = boxOf(main.flatMap((outline) => outline.points));
    const state = this.framing(box, 0);
    const camera = this.sigma.getCamera();
    if (state.ratio >= 1) return;
    camera.setState(state);
    const { width, height } = this.sigma.getDimensions();
    const slack = (width - this.spanOf(box).wide) / 2;
    // What comes into view may be cut in its turn; where there is no room for all of it, the clusters stay in the middle.
    let moved = 0;
    for (let aside = this.cutAt(width); aside !== 0; aside = this.cutAt(width)) {
      moved += aside;
      if (Math.abs(moved) > slack || aside * moved < 0) {
        camera.setState(state);
        return;
      }
      const middle = { x: width / 2 + aside, y: height / 2 };
      camera.setState(this.sigma.viewportToFramedGraph(middle, { cameraState: camera.getState() }));
    }
  }

  /** By how many px to move aside so that nothing far off is cut by an edge, 0 if nothing is. What is cut at the right counts first. */
  private cutAt(width: number): number {
    const { nodes, spacing } = this.payload;
    const far = this.outlines
      .filter((outline) => outline.people < COUNTS_FROM)
      .map(({ points }) => boxOf(points));
    nodes.x.forEach((x, at) => {
      const y = nodes.y[at] ?? 0;
      if (nodes.cluster[at] === -1) far.push(boxOf([[x, y]], spacing));
    });
    const spans = far.map((each) => this.spanOf(each));
    const left = Math.min(0, ...spans.filter(({ to }) => to > 0).map(({ from }) => from));
    const right = Math.max(0, ...spans.filter(({ from }) => from < width).map(({ to }) => to - width));
    if (right > 0) return right + EDGE;
    return left < 0 ? left - EDGE : 0;
  }

  private spanOf(box: Box): { from: number; to: number; wide: number } {
    // The state that was just set counts, not the picture that was drawn last.
    const now = { cameraState: this.sigma.getCamera().getState() };
    const from = this.sigma.graphToViewport({ x: box.x[0], y: box.y[0] }, now).x;
    const to = this.sigma.graphToViewport({ x: box.x[1], y: box.y[0] }, now).x;
    return { from, to, wide: to - from };
  }

  /** Everything that is drawn. */
  whole(): void {
    this.move({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
  }

  zoom(factor: number): void {
    const camera = this.sigma.getCamera();
    this.move({ ratio: camera.getBoundedRatio(camera.ratio / factor) });
  }

  /** Bring a node to the middle of what the panel leaves free, close enough to tell its neighbours apart. */
  centre(node: number, covered: number): void {
    const { nodes, spacing } = this.payload;
    const [x, y] = [nodes.x[node] ?? 0, nodes.y[node] ?? 0];
    const room = spacing * 9;
    this.move(this.framing({ x: [x - room, x + room], y: [y - room, y + room] }, covered));
  }

  /** Bring one cluster before the eye. */
  open(cluster: number, covered: number): void {
    const points = this.outlines[cluster]?.points;
    if (points) this.move(this.framing(boxOf(points, this.payload.spacing), covered));
  }

  /** Move only if the panel would cover a node, or it is out of sight. */
  reveal(node: number, covered: number): void {
    const { nodes } = this.payload;
    const { width, height } = this.sigma.getDimensions();
    const at = this.sigma.graphToViewport({ x: nodes.x[node] ?? 0, y: nodes.y[node] ?? 0 });
    const edge = 64;
    const dx = outside(at.x, edge, width - covered - edge);
    const dy = outside(at.y, edge, height - edge);
    if (dx === 0 && dy === 0) return;
    const middle = this.sigma.viewportToFramedGraph({ x: width / 2 + dx, y: height / 2 + dy });
    this.move({ x: middle.x, y: middle.y });
  }

  /** Where the camera must stand for a box to fill what `covered` px at the right leave free. */
  private framing(box: Box, covered: number): { x: number; y: number; ratio: number } {
    const { width, height } = this.sigma.getDimensions();
    const camera = this.sigma.getCamera();
    const one = this.sigma.graphToViewport({ x: box.x[0], y: box.y[0] });
    const other = this.sigma.graphToViewport({ x: box.x[1], y: box.y[1] });
    const room = {
      width: Math.max(120, width - covered - AROUND.width),
      height: Math.max(120, height - AROUND.height),
    };
    const share = Math.max(Math.abs(other.x - one.x) / room.width, Math.abs(other.y - one.y) / room.height);
    const ratio = camera.getBoundedRatio(camera.ratio * share);
    const grown = ratio / camera.ratio;
    // The panel takes from the right, titles stand above.
    const x = (one.x + other.x) / 2 + (covered / 2) * grown;
    const y = (one.y + other.y) / 2 - 16 * grown;
    return { ...this.sigma.viewportToFramedGraph({ x, y }), ratio };
  }

  private move(state: { x?: number; y?: number; ratio?: number; angle?: number }): void {
    const camera = this.sigma.getCamera();
    if (this.still) camera.setState(state);
    else void camera.animate(state, { duration: LOOKS.motion, easing: "quadraticOut" });
  }
}

function outside(value: number, low: number, high: number): number {
  if (value < low) return value - low;
  return value > high ? value - high : 0;
}
