/** The panel over the picture: a page of the server's own, fetched without its frame. */

export interface PanelOptions {
  place: HTMLElement;
  closed: () => void;
  /** Told of each panel that has come, by the uid of whom or the letter of the cluster that it shows. */
  opened: (shows: { uid: string | undefined; letter: string | undefined }) => void;
}

export class SidePanel {
  private wanted = 0;

  constructor(private readonly options: PanelOptions) {
    options.place.addEventListener("click", (event) => {
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest("[data-close]")) this.close();
      const link = target?.closest<HTMLAnchorElement>("a[data-panel-link]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      void this.open(link.href, true);
    });
    options.place.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  get isOpen(): boolean {
    return this.options.place.childElementCount > 0;
  }

  /** How much of the picture it covers from the right, in px. */
  get width(): number {
    const panel = this.options.place.firstElementChild;
    return panel instanceof HTMLElement ? panel.offsetWidth : 0;
  }

  /** Fetch and show; where that fails the browser goes to the page itself, which says the same. */
  async open(address: string, focus: boolean): Promise<void> {
    const turn = ++this.wanted;
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const html = await answer.text();
      if (turn !== this.wanted) return; // somebody else was pressed meanwhile
      this.show(html, focus);
    } catch {
      if (turn === this.wanted) window.location.assign(address);
    }
  }

  close(): void {
    this.wanted++;
    if (!this.isOpen) return;
    this.options.place.replaceChildren();
    this.options.closed();
  }

  private show(html: string, focus: boolean): void {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    const panel = parsed.querySelector<HTMLElement>(".panel");
    if (!panel) return;
    for (const button of panel.querySelectorAll<HTMLElement>("[data-close]")) button.hidden = false;
    this.options.place.replaceChildren(panel);
    if (focus) panel.focus({ preventScroll: true });
    this.options.opened({ uid: panel.dataset.of, letter: panel.dataset.clusterOf });
  }
}
