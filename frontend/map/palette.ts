/** The colours of the page as it looks now, for a canvas, which follows no stylesheet. */
import type { Palette } from "./looks";

const SPHERES = ["district", "school", "union", "state", "community"];
const POSITIONS = ["against-acting", "against", "undecided", "for", "for-acting"];

export function paletteOf(page: Document): Palette {
  const style = getComputedStyle(page.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const tokens = (names: string[]): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, token(name)]));
  return {
    canvas: token("canvas"),
    paper: token("paper"),
    ink: token("ink"),
    muted: token("muted"),
    link: token("link"),
    hull: token("hull"),
    outline: token("mark-outline"),
    spheres: tokens(SPHERES),
    positions: tokens(POSITIONS),
  };
}
