/** Keeps the moving map, the list and the panel at one choice, by hand, by key and by touch. */
import { paletteOf } from "./palette";
import { SidePanel } from "./panel";
import { membersByCluster, type Payload, tiesByNode } from "./payload";
import { Stage } from "./stage";
import { type Ground, nodeAt, type Spot, START, said, spotOf, walk } from "./walk";

const NO_UID = "00000000-0000-0000-0000-000000000000";

/** The places that the page keeps for the moving map. */
export interface Places {
  moving: HTMLElement;
  voice: HTMLElement;
  panel: HTMLElement;
}

export class MapPage {
  private readonly stage: Stage;
  private readonly panel: SidePanel;
  private readonly ground: Ground;
  private readonly canvas: HTMLElement;
  private readonly voice: HTMLElement;
  private readonly numberOf: Map<string, number>;
  private spot: Spot = START;

  constructor(
    private readonly payload: Payload,
    private readonly root: HTMLElement,
    here: Places,
  ) {
    this.numberOf = new Map(payload.nodes.id.map((id, node) => [id, node]));
    this.ground = {
      clusters: payload.clusters.length,
      members: membersByCluster(payload),
      ties: tiesByNode(payload),
    };
    this.canvas = here.moving;
    this.voice = here.voice;
    root.classList.add("is-moving");
    this.panel = new SidePanel({
      place: here.panel,
      closed: () => this.closed(),
      opened: (shows) => this.opened(shows),
    });
    this.stage = new Stage(this.canvas, payload, paletteOf(document), reducedMotion(), {
      node: (node) => this.press(spotOf(node, payload)),
      cluster: (cluster) => this.press({ cluster, node: null, tie: null }),
      ground: () => this.panel.close(),
    });
    this.listen();
    this.listenToButtons();
    this.fillNames();
  }

  private listenToButtons(): void {
    const acts: Record<string, () => void> = {
      closer: () => this.stage.zoom(1.6),
      away: () => this.stage.zoom(1 / 1.6),
      whole: () => this.stage.whole(),
    };
    for (const button of this.root.querySelectorAll<HTMLButtonElement>("button[data-zoom]"))
      button.addEventListener("click", () => acts[button.dataset.zoom ?? ""]?.());
  }

  private listen(): void {
    document.addEventListener("groundwork:theme", () => this.stage.wear(paletteOf(document)));
    window
      .matchMedia("(prefers-color-scheme: dark)")
      .addEventListener("change", () => this.stage.wear(paletteOf(document)));
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    // Rows of the list, cards of clusters and the links of the panel all lead to panels: open them here.
    document.addEventListener("click", (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0)
        return;
      const link =
        event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
      if (!link || !this.leadsToPanel(link)) return;
      event.preventDefault();
      this.root.scrollIntoView({ block: "nearest" });
      void this.panel.open(link.href, true);
    });
    const find = document.querySelector<HTMLFormElement>("[data-find]");
    const field = find?.querySelector<HTMLInputElement>("input[type=search]");
    const go = (event: Event) => {
      const node = this.payload.nodes.name.indexOf(field?.value.trim() ?? "");
      if (node < 0) return;
      event.preventDefault();
      this.press(spotOf(node, this.payload));
      this.stage.centre(node, this.panel.width);
    };
    find?.addEventListener("submit", go);
    field?.addEventListener("change", go);
  }

  private leadsToPanel(link: HTMLAnchorElement): boolean {
    if (link.closest("[data-panel]")) return false;
    const uid = /\/panel\/([0-9a-f-]{36})\//.exec(link.pathname)?.[1];
    return link.dataset.cluster !== undefined || (uid !== undefined && this.numberOf.has(uid));
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      this.panel.close();
      return;
    }
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.press(this.spot, true);
      return;
    }
    const next = walk(this.spot, event.key, this.ground);
    if (!next) return;
    event.preventDefault();
    this.stand(next);
    this.voice.textContent = said(next, this.payload, this.ground);
  }

  /** Stand at a spot: the picture shows it, the list marks its row. */
  private stand(spot: Spot): void {
    this.spot = spot;
    const node = nodeAt(spot, this.ground);
    this.stage.choose({ node, cluster: spot.cluster }, this.panel.width);
    this.mark(node, spot);
  }

  private press(spot: Spot, focus = false): void {
    this.stand(spot);
    const node = nodeAt(spot, this.ground);
    const letter = this.payload.clusters[spot.cluster]?.letter;
    if (node !== null) void this.panel.open(this.addressOf(this.payload.nodes.id[node] ?? ""), focus);
    else if (letter !== undefined) this.openCluster(letter, focus);
  }

  private addressOf(uid: string): string {
    return this.payload.panel.replace(NO_UID, uid) + this.query();
  }

  private openCluster(letter: string, focus: boolean): void {
    const card = document.querySelector<HTMLAnchorElement>(
      `.cluster-card[data-cluster="${CSS.escape(letter)}"]`,
    );
    if (card) void this.panel.open(card.href, focus);
  }

  /** The map's own query, so that the panel speaks of the same initiative and leads back to the same map. */
  private query(): string {
    return new URL(this.root.dataset.map ?? "", window.location.href).search;
  }

  private opened({ uid, letter }: { uid: string | undefined; letter: string | undefined }): void {
    const node = uid === undefined ? undefined : this.numberOf.get(uid);
    if (node !== undefined) {
      this.stand(spotOf(node, this.payload));
    } else if (letter !== undefined) {
      const cluster = this.payload.clusters.findIndex((each) => each.letter === letter);
      if (cluster < 0) return;
      this.stand({ cluster, node: null, tie: null });
      this.stage.open(cluster, this.panel.width);
    }
  }

  private closed(): void {
    this.stand({ ...this.spot, node: null, tie: null, cluster: -1 });
    this.canvas.focus({ preventScroll: true });
  }

  private mark(node: number | null, spot: Spot): void {
    const uid = node === null ? undefined : this.payload.nodes.id[node];
    const letter = node === null ? this.payload.clusters[spot.cluster]?.letter : undefined;
    for (const row of document.querySelectorAll<HTMLElement>(".map-list tbody tr")) {
      const link = row.querySelector<HTMLAnchorElement>("a[href]");
      row.classList.toggle("is-chosen", uid !== undefined && Boolean(link?.pathname.includes(uid)));
    }
    for (const card of document.querySelectorAll<HTMLElement>(".cluster-card")) {
      if (card.dataset.cluster === letter) card.setAttribute("aria-current", "true");
      else card.removeAttribute("aria-current");
    }
  }

  private fillNames(): void {
    const list = document.querySelector("#map-names");
    list?.replaceChildren(
      ...this.payload.nodes.name.map((name, node) => {
        const option = document.createElement("option");
        option.value = name;
        option.label = this.payload.nodes.about[node] ?? "";
        return option;
      }),
    );
  }
}

function reducedMotion(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
