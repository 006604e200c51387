/** The map page: a moving map in the place of the still one, where there is room and WebGL for it. */
import "./map.css";
import type { Payload } from "../map/payload";

/** A phone keeps the still picture, which leads to the list. */
const roomy = window.matchMedia("(min-width: 641px)");

const root = document.querySelector<HTMLElement>("[data-map]");
const moving = document.querySelector<HTMLElement>("[data-moving]");
const voice = document.querySelector<HTMLElement>("[data-voice]");
const panel = document.querySelector<HTMLElement>("[data-panel]");

function canDraw(): boolean {
  const probe = document.createElement("canvas");
  return Boolean(probe.getContext("webgl2") ?? probe.getContext("webgl"));
}

if (root && moving && voice && panel && canDraw()) {
  const begin = async () => {
    const [answer, { MapPage }] = await Promise.all([
      fetch(root.dataset.map ?? "", { credentials: "same-origin" }),
      import("../map/page"),
    ]);
    if (!answer.ok) return;
    const payload = (await answer.json()) as Payload;
    if (payload.nodes.id.length > 0) new MapPage(payload, root, { moving, voice, panel });
  };
  const start = () => {
    if (!roomy.matches) return;
    roomy.removeEventListener("change", start);
    void begin();
  };
  roomy.addEventListener("change", start);
  start();
}
