/** The moving map: the one module that touches sigma. It draws what it is told and says what was pressed. */
import Graph from "graphology";
import Sigma from "sigma";
import type { EdgeDisplayData, NodeDisplayData } from "sigma/types";
import { drawBetween, drawOpposed, drawOutlines, type Outline } from "./backdrop";
import { Camera } from "./camera";
import { LOOKS, labelsAt, markOf, mixed, type Palette, radiusOf } from "./looks";
import { drawNames, type Label } from "./names";
import { boxOf, type Payload, pointsOf, within } from "./payload";
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
  private readonly camera: Camera;
  private readonly near: Set<number>[];
  private readonly byRank: number[];
  private chosen: Chosen = { node: null, cluster: -1 };
  private hovered: number | null = null;
  /** Px between neighbours at the first view. */
  private between = 0;
  private overview = false;

  constructor(
    private readonly container: HTMLElement,
    private readonly payload: Payload,
    private palette: Palette,
    still: boolean,
    pressed: Pressed,
  ) {
    const { nodes } = payload;
    this.outlines = payload.clusters.map((cluster) => ({
      ...cluster,
      points: pointsOf(cluster.outline),
    }));
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
      zoomToSizeRatioFunction: (ratio) => ratio ** LOOKS.growth,
      minCameraRatio: 0.04,
      maxCameraRatio: 1.6,
      defaultDrawNodeHover: () => {},
      nodeReducer: (key, data) => ({ ...data, ...this.looksOfNode(Number(key)) }),
      edgeReducer: (key, data) => ({ ...data, ...this.looksOfEdge(key) }),
    });
    const places = nodes.x.map((x, at): [number, number] => [x, nodes.y[at] ?? 0]);
    this.sigma.setCustomBBox(
      boxOf([...this.outlines.flatMap((outline) => outline.points), ...places], payload.spacing),
    );
    this.under = this.layer("outlines", { beforeLayer: "edges" });
    this.over = this.layer("names", { afterLayer: "nodes" });
    this.camera = new Camera(this.sigma, payload, this.outlines, still);
    this.listen(pressed);
    this.resize();
    this.camera.home();
  }

  /** Show what is chosen; the camera moves only where it would be hidden, or too small to be told from others. */
  choose(chosen: Chosen, covered: number): void {
    this.chosen = chosen;
    this.sigma.refresh({ skipIndexation: true });
    if (chosen.node === null) return;
    if (this.overview) this.camera.centre(chosen.node, covered);
    else this.camera.reveal(chosen.node, covered);
  }

  centre(node: number, covered: number): void {
    this.camera.centre(node, covered);
  }

  open(cluster: number, covered: number): void {
    this.camera.open(cluster, covered);
  }

  zoom(factor: number): void {
    this.camera.zoom(factor);
  }

  whole(): void {
    this.camera.whole();
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
    const near = this.chosen.node !== null && Boolean(this.near[this.chosen.node]?.has(node));
    const share = this.overview && !chosen && !lit && !near ? LOOKS.faint : 1;
    return {
      color: mixed(mark.fill, palette.paper, share),
      line: chosen ? palette.link : lit ? palette.ink : mixed(palette.outline, palette.paper, share),
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
    const apart = this.overview || (one !== other && one !== -1 && other !== -1);
    const share = touched ? 0.75 : (LOOKS.tieInk[strength] ?? 0.25);
    return { color: mixed(palette.ink, palette.paper, share), size, zIndex: 0, hidden: apart && !touched };
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
    sigma.getCamera().on("updated", () => {
      if (this.isOverview() === this.overview) return;
      this.overview = !this.overview;
      sigma.refresh({ skipIndexation: true, schedule: true });
    });
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
    this.between = Math.hypot(to.x - from.x, to.y - from.y);
    this.graph.updateEachNodeAttributes((key, attributes) => ({
      ...attributes,
      size: radiusOf(nodes.size[Number(key)] ?? 0, this.between),
    }));
    this.overview = this.isOverview();
    this.sigma.refresh();
  }

  private isOverview(): boolean {
    return this.between / this.sigma.getCamera().ratio < LOOKS.overviewBelow;
  }

  private drawAround(): void {
    const { nodes, opposed } = this.payload;
    const view = (x: number, y: number) => this.sigma.graphToViewport({ x, y });
    const { ratio } = this.sigma.getCamera();
    const open = this.chosen.node === null ? this.chosen.cluster : -1;
    const place = (node: number) => [nodes.x[node] ?? 0, nodes.y[node] ?? 0] as const;
    drawBetween(this.under, this.outlines, this.payload.between, open, view, this.palette);
    drawOutlines(this.under, this.outlines, open, view, this.palette);
    const opposedNow = opposed
      .filter((ends) => this.showsOpposed(ends))
      .map(([a, b]) => [...place(a), ...place(b)] as const);
    drawOpposed(this.under, opposedNow, view, this.palette);
    const marks = this.byRank.map((node) => ({ ...view(...place(node)), radius: this.radius(node) }));
    const { outlines, overview } = this;
    const { positions } = this.payload;
    const scene = { outlines, positions, marks, labels: this.labels(marks), overview, most: labelsAt(ratio) };
    drawNames(this.over, scene, view, this.palette);
  }

  /** Within a cluster, and of whoever is chosen or touched: across the whole map they would be a tangle. */
  private showsOpposed([a, b]: [number, number]): boolean {
    const { cluster } = this.payload.nodes;
    if ([a, b].some((end) => end === this.chosen.node || end === this.hovered)) return true;
    return !this.overview && cluster[a] === cluster[b] && cluster[a] !== -1;
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
}
