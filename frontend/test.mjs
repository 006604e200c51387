/** Runs frontend/**\/*.test.ts: bundles each into a throwaway folder, then hands them to node's own test runner. */
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const tests = (await readdir(here, { recursive: true })).filter((file) => file.endsWith(".test.ts")).sort();
if (tests.length === 0) throw new Error("no front-end tests found");

const outdir = await mkdtemp(join(tmpdir(), "groundwork-tests-"));
try {
  await build({
    entryPoints: tests.map((file) => join(here, file)),
    outdir,
    outbase: here,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    outExtension: { ".js": ".mjs" },
    sourcemap: "inline",
    logLevel: "warning",
  });
  const built = tests.map((file) => join(outdir, file.replace(/\.ts$/, ".mjs")));
  const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...built], {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
} finally {
  await rm(outdir, { recursive: true, force: true });
}
