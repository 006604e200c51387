/**
 * Builds what the pages load, into var/bundle/ (served as static files):
 *
 *   groundwork.js, groundwork.css    every page
 *   <page>.js, <page>.css            one pair for each frontend/pages/<page>.ts or <page>.css
 *   icons.svg                        the sprite: the icons named in icons.json, and our own marks
 *   favicon.svg, manifest, icons     as they are: what a phone's home screen shows
 *   fonts/, chunks/                  named by content
 *
 * `--watch` builds again on every change.
 */
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, context } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const outdir = join(root, "var", "bundle");

/** tokens.css states the dark values once; they also answer the system's wish, and never reach paper. */
const darkTokensSaidOnce = {
  name: "dark-tokens",
  setup(builder) {
    builder.onLoad({ filter: /[\\/]tokens\.css$/ }, async ({ path }) => {
      const css = await readFile(path, "utf8");
      const dark = css.match(/\[data-theme="dark"\]\s*\{([^}]*)\}/);
      if (dark === null) throw new Error(`${path} has no block of dark tokens`);
      const [block, declarations] = dark;
      const contents = [
        css.replace(block, ""),
        `@media screen { [data-theme="dark"] {${declarations}} }`,
        `@media screen and (prefers-color-scheme: dark) { :root:not([data-theme]) {${declarations}} }`,
      ].join("\n");
      return { contents, loader: "css" };
    });
  },
};

/** The sprite: one <symbol> for each icon, drawn by the page's `stroke` and `fill`. */
async function buildSprite() {
  const names = JSON.parse(await readFile(join(here, "icons.json"), "utf8"));
  const folder = join(root, "node_modules", "@tabler", "icons", "icons", "outline");
  const symbols = [];
  for (const [ours, theirs] of Object.entries(names)) {
    const svg = await readFile(join(folder, `${theirs}.svg`), "utf8");
    const drawing = svg
      .replace(/<!--[\s\S]*?-->/g, "")
      .replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "")
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/g, "")
      .replace(/\s+/g, " ")
      .trim();
    symbols.push(`<symbol id="${ours}" viewBox="0 0 24 24">${drawing}</symbol>`);
  }
  const marks = (await readFile(join(here, "marks.svg"), "utf8"))
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^\s*<svg[^>]*>|<\/svg>\s*$/g, "")
    .replace(/>\s+</g, "><")
    .trim();
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}${marks}</svg>\n`;
  await writeFile(join(outdir, "icons.svg"), sprite);
}

/** Files that are served as they stand. */
const AS_THEY_ARE = [
  "favicon.svg",
  "manifest.webmanifest",
  "apple-touch-icon.png",
  "icon-192.png",
  "icon-512.png",
];

async function copyFiles() {
  for (const file of AS_THEY_ARE) await copyFile(join(here, file), join(outdir, file));
}

/** A page's module imports its own stylesheet; a page that only needs styles has a .css of its own name. */
async function entryPoints() {
  const pages = await readdir(join(here, "pages"));
  const entries = { groundwork: join(here, "groundwork.ts") };
  for (const file of pages.sort()) {
    const [, page, kind] = file.match(/^([a-z_]+)\.(ts|css)$/) ?? [];
    if (kind === "ts") entries[page] = join(here, "pages", file);
    if (kind === "css" && !pages.includes(`${page}.ts`)) entries[page] = join(here, "pages", file);
  }
  return entries;
}

const options = {
  entryPoints: await entryPoints(),
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022", "chrome111", "firefox121", "safari16.4"],
  minify: true,
  sourcemap: false,
  legalComments: "linked",
  entryNames: "[name]",
  chunkNames: "chunks/[name]-[hash]",
  assetNames: "fonts/[name]-[hash]",
  loader: { ".woff2": "file" },
  plugins: [darkTokensSaidOnce],
  logLevel: "info",
};

if (process.argv.includes("--watch")) {
  await mkdir(outdir, { recursive: true });
  await buildSprite();
  await copyFiles();
  const watcher = await context(options);
  await watcher.watch();
} else {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  await buildSprite();
  await copyFiles();
  await build(options);
}
