/** The moving map: the one module that touches sigma. It draws what it is told and says what was pressed. */
import Graph from "graphology";
import Sigma from "sigma";
import type { EdgeDisplayData, NodeDisplayData } from "sigma/types";
import { drawBetween, drawNames, drawOpposed, drawOutlines, type Label, type Outline } from "./backdrop";
import { LOOKS, labelsAt, markOf, mixed, type Palette, radiusOf } from "./looks";
import { boxOf, type Payload, pointsOf } from "./payload";
import { type MarkAttributes, MarkProgram } from "./shapes";

export interface Chosen {
  node: number | null;
  cluster: number;
}

export interface Pressed {
  node: (node: number) => void;
  cluster: (cluster: number) => void;
  ground: () => void;
}

export class Stage {
  private readonly sigma: Sigma;
  private readonly graph = new Graph({ type: "undirected" });
  private readonly outlines: Outline[];
  private readonly under: CanvasRenderingContext2D;
  private readonly over: CanvasRenderingContext2D;
  private readonly near: Set<number>[];
  private readonly byRank: number[];
  private chosen: Chosen = { node: null, cluster: -1 };
  private hovered: number | null = null;

  constructor(
    private readonly container: HTMLElement,
    private readonly payload: Payload,
    private palette: Palette,
    private readonly still: boolean,
    pressed: Pressed,
  ) {
    const { nodes } = payload;
    this.outlines = payload.clusters.map((cluster) => ({ ...cluster, points: pointsOf(cluster.outline) }));
    this.near = nodes.id.map(() => new Set());
    this.byRank = nodes.id.map((_id, node) => node);
    this.byRank.sort(
      (one, two) =>
        (nodes.person[two] ?? 0) - (nodes.person[one] ?? 0) ||
        (nodes.size[two] ?? 0) - (nodes.size[one] ?? 0) ||
        one - two,
    );
    this.fillGraph();
    this.sigma = new Sigma(this.graph, container, {
      allowInvalidContainer: true,
      defaultNodeType: "mark",
      nodeProgramClasses: { mark: MarkProgram as never },
      nodeHoverProgramClasses: {},
      renderLabels: false,
      hideEdgesOnMove: nodes.id.length > 400,
      minEdgeThickness: 0.5,
      stagePadding: 36,
      zIndex: true,
      minCameraRatio: 0.04,
      maxCameraRatio: 1.6,
      defaultDrawNodeHover: () => {},
      nodeReducer: (key, data) => ({ ...data, ...this.looksOfNode(Number(key)) }),
      edgeReducer: (key, data) => ({ ...data, ...this.looksOfEdge(key) }),
    });
    const rooms = this.outlines.flatMap((outline) => outline.points);
    const places = nodes.x.map((x, at): [number, number] => [x, nodes.y[at] ?? 0]);
    this.sigma.setCustomBBox(boxOf([...rooms, ...places], payload.spacing));
    this.under = this.layer("outlines", { beforeLayer: "edges" });
    this.over = this.layer("names", { afterLayer: "nodes" });
    this.listen(pressed);
    this.resize();
  }

  /** Show what is chosen; the camera moves only where it would be hidden under the panel. */
  choose(chosen: Chosen, covered: number): void {
    this.chosen = chosen;
    this.sigma.refresh({ skipIndexation: true });
    if (chosen.node !== null) this.reveal(chosen.node, covered);
  }

  /** Bring a node to the middle of what the panel leaves free, close enough to tell its neighbours apart. */
  centre(node: number, covered: number): void {
    const { nodes, spacing } = this.payload;
    const [x, y] = [nodes.x[node] ?? 0, nodes.y[node] ?? 0];
    const room = spacing * 9;
    this.frame([x - room, x + room], [y - room, y + room], covered);
  }

  /** Bring one cluster before the eye. */
  open(cluster: number, covered: number): void {
    const points = this.outlines[cluster]?.points;
    if (!points) return;
    const box = boxOf(points, this.payload.spacing * 2);
    this.frame(box.x, box.y, covered);
  }

  zoom(factor: number): void {
    const camera = this.sigma.getCamera();
    this.move({ ratio: camera.getBoundedRatio(camera.ratio / factor) });
  }

  whole(): void {
    this.move({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
  }

  wear(palette: Palette): void {
    this.palette = palette;
    this.sigma.refresh({ skipIndexation: true });
  }

  private fillGraph(): void {
    const { nodes, edges } = this.payload;
    nodes.id.forEach((_id, node) => {
      this.graph.addNode(String(node), { x: nodes.x[node], y: nodes.y[node], type: "mark", size: 4 });
    });
    edges.a.forEach((a, at) => {
      const b = edges.b[at] ?? a;
      if (a === b || this.graph.hasEdge(String(a), String(b))) return;
      this.graph.addEdgeWithKey(String(at), String(a), String(b), { size: 1 });
      this.near[a]?.add(b);
      this.near[b]?.add(a);
    });
  }

  private looksOfNode(node: number): Partial<NodeDisplayData> & MarkAttributes {
    const { palette } = this;
    const mark = markOf(this.payload, node, palette);
    const chosen = node === this.chosen.node;
    const lit = node === this.hovered;
    return {
      color: mark.fill,
      line: chosen ? palette.link : lit ? palette.ink : palette.outline,
      lineWidth: chosen || lit ? LOOKS.outlineChosen : LOOKS.outline,
      shape: mark.shape,
      style: mark.style,
      double: this.payload.nodes.person[node] ? 0 : 1,
      zIndex: chosen ? 2 : lit ? 1 : 0,
    };
  }

  /** Ties inside a cluster are drawn; of those that lead out only the chosen one's and the touched one's. */
  private looksOfEdge(key: string): Partial<EdgeDisplayData> {
    const { palette, payload, chosen, hovered } = this;
    const at = Number(key);
    const strength = payload.edges.strength[at] ?? 0;
    const ends = [payload.edges.a[at] ?? -1, payload.edges.b[at] ?? -1];
    const size = LOOKS.tieWidth[strength] ?? 1;
    if (chosen.node !== null && ends.includes(chosen.node))
      return { color: palette.link, size: size + 0.5, zIndex: 2, hidden: false };
    const touched = hovered !== null && ends.includes(hovered);
    const [one, other] = ends.map((end) => payload.nodes.cluster[end] ?? -1);
    const leadsOut = one !== other && one !== -1 && other !== -1;
    const share = touched ? 0.75 : (LOOKS.tieInk[strength] ?? 0.25);
    return { color: mixed(palette.ink, palette.paper, share), size, zIndex: 0, hidden: leadsOut && !touched };
  }

  /** A flat canvas of ours between sigma's; sigma keeps its size. */
  private layer(
    id: string,
    where: { beforeLayer: string } | { afterLayer: string },
  ): CanvasRenderingContext2D {
    this.sigma.createCanvasContext(id, where as never);
    const canvas = this.sigma.getCanvases()[id];
    const ink = canvas?.getContext("2d");
    if (!ink) throw new Error(`no canvas for ${id}`);
    return ink;
  }

  private listen(pressed: Pressed): void {
    const { sigma } = this;
    sigma.on("afterRender", () => this.drawAround());
    sigma.on("resize", () => this.fitSizes());
    sigma.on("clickNode", ({ node }) => pressed.node(Number(node)));
    sigma.on("clickStage", ({ event }) => {
      const cluster = this.clusterAt(event.x, event.y);
      if (cluster >= 0) pressed.cluster(cluster);
      else pressed.ground();
    });
    sigma.on("doubleClickStage", ({ preventSigmaDefault }) => preventSigmaDefault());
    sigma.on("enterNode", ({ node }) => this.hover(Number(node)));
    sigma.on("leaveNode", () => this.hover(null));
    // The page scrolls on below the map: a wheel zooms only with Ctrl (or ⌘), as two fingers do.
    this.container.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
      },
      { capture: true, passive: true },
    );
  }

  private hover(node: number | null): void {
    this.hovered = node;
    this.container.classList.toggle("is-over-mark", node !== null);
    this.sigma.refresh({ skipIndexation: true });
  }

  private clusterAt(x: number, y: number): number {
    return this.outlines.findIndex(({ points }) => within(this.sigma.viewportToGraph({ x, y }), points));
  }

  private resize(): void {
    this.sigma.resize(true);
    this.fitSizes();
  }

  /** Marks as large as the distance between neighbours allows at the first view. */
  private fitSizes(): void {
    const { nodes, spacing } = this.payload;
    const whole = { cameraState: { x: 0.5, y: 0.5, ratio: 1, angle: 0 } };
    const from = this.sigma.graphToViewport({ x: 0, y: 0 }, whole);
    const to = this.sigma.graphToViewport({ x: spacing, y: 0 }, whole);
    const between = Math.hypot(to.x - from.x, to.y - from.y);
    this.graph.updateEachNodeAttributes((key, attributes) => ({
      ...attributes,
      size: radiusOf(nodes.size[Number(key)] ?? 0, between),
    }));
    this.sigma.refresh();
  }

  private drawAround(): void {
    const { nodes, opposed } = this.payload;
    const view = (x: number, y: number) => this.sigma.graphToViewport({ x, y });
    const { ratio } = this.sigma.getCamera();
    const open = this.chosen.node === null ? this.chosen.cluster : -1;
    const place = (node: number) => [nodes.x[node] ?? 0, nodes.y[node] ?? 0] as const;
    drawBetween(this.under, this.outlines, this.payload.between, open, view, this.palette);
    drawOutlines(this.under, this.outlines, open, view, this.palette);
    drawOpposed(
      this.under,
      opposed.map(([a, b]) => [...place(a), ...place(b)] as const),
      view,
      this.palette,
    );
    const marks = this.byRank.map((node) => ({ ...view(...place(node)), radius: this.radius(node) }));
    drawNames(this.over, this.outlines, marks, this.labels(marks), labelsAt(ratio), view, this.palette);
  }

  /** Whose names are wanted, the chosen and its neighbours first; only those within sight. */
  private labels(marks: readonly { x: number; y: number; radius: number }[]): Label[] {
    const { width, height } = this.sigma.getDimensions();
    const { node } = this.chosen;
    const first = new Set([node, this.hovered, ...(node === null ? [] : (this.near[node] ?? []))]);
    const wanted = this.byRank.map((key, at) => ({
      key,
      text: this.payload.nodes.name[key] ?? "",
      ...marks[at],
    }));
    return wanted
      .map((label) => ({
        x: 0,
        y: 0,
        radius: 0,
        ...label,
        always: label.key === node || label.key === this.hovered,
      }))
      .filter(({ x, y }) => x > 0 && y > 0 && x < width && y < height)
      .sort((one, two) => Number(first.has(two.key)) - Number(first.has(one.key)));
  }

  private radius(node: number): number {
    return this.sigma.scaleSize(Number(this.graph.getNodeAttribute(String(node), "size")));
  }

  /** Move the camera sideways if the panel would cover a node, and back in if it is out of sight. */
  private reveal(node: number, covered: number): void {
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

  private frame(x: [number, number], y: [number, number], covered: number): void {
    const { width, height } = this.sigma.getDimensions();
    const one = this.sigma.graphToViewport({ x: x[0], y: y[0] });
    const other = this.sigma.graphToViewport({ x: x[1], y: y[1] });
    const camera = this.sigma.getCamera();
    const room = { width: Math.max(120, width - covered - 80), height: Math.max(120, height - 110) };
    const share = Math.max(Math.abs(other.x - one.x) / room.width, Math.abs(other.y - one.y) / room.height);
    const ratio = camera.getBoundedRatio(Math.max(0.08, camera.ratio * share));
    const grown = ratio / camera.ratio;
    const middle = {
      x: (one.x + other.x) / 2 + (covered / 2) * grown,
      y: (one.y + other.y) / 2 - 16 * grown,
    };
    this.move({ ...this.sigma.viewportToFramedGraph(middle), ratio });
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
