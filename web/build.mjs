// Writes what the pages need into src/sayso/faces/web/static/: `node build.mjs`, after `npm ci`.
//
// There is no bundler: htmx and MapLibre ship files that browsers read as they are, and our own modules are few. All
// files lie under one version (the digest of them all), so relative imports hold and browsers keep everything for ever.
// The manifest also lists the digests of what was built from; packaging compares them to see whether to build again.

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { labels, outlines, readCodes } from "./geo.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const TARGET = join(HERE, "..", "src", "sayso", "faces", "web", "static");
const MODULES = join(HERE, "node_modules");
// What the output depends on; hatch_build.py has the same list.
const SOURCES = ["package-lock.json", "build.mjs", "geo.mjs", "geo-points.mjs", "css", "geo", "img", "js"];

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const here = (...parts) => readFileSync(join(HERE, ...parts));
const module = (...parts) => readFileSync(join(MODULES, ...parts));

/** Every file under a path, sorted, as paths relative to this folder with forward slashes. */
function filesUnder(path) {
  try {
    return readdirSync(join(HERE, path)).sort().flatMap((name) => filesUnder(join(path, name)));
  } catch (error) {
    if (error.code !== "ENOTDIR") throw error;
    return [relative(HERE, join(HERE, path)).split("\\").join("/")];
  }
}

/** A package's script without its pointer to a source map, which is not shipped. */
const unmapped = (bytes) => Buffer.from(bytes.toString("utf8").replace(/\n\/[/*]# sourceMappingURL=[^\n]*\n?$/, "\n"));

function vendor() {
  return {
    "vendor/htmx.js": unmapped(module("htmx.org", "dist", "htmx.min.js")),
    "vendor/maplibre-gl.mjs": unmapped(module("maplibre-gl", "dist", "maplibre-gl.mjs")),
    "vendor/maplibre-gl-worker.mjs": unmapped(module("maplibre-gl", "dist", "maplibre-gl-worker.mjs")),
    "vendor/maplibre-gl.css": module("maplibre-gl", "dist", "maplibre-gl.css"),
    "vendor/licences/htmx.txt": module("htmx.org", "LICENSE"),
    "vendor/licences/maplibre-gl.txt": module("maplibre-gl", "LICENSE.txt"),
    "vendor/licences/world-atlas.txt": module("world-atlas", "LICENSE"),
  };
}

function geography() {
  const codes = readCodes(join(HERE, "geo", "countries.tsv"));
  const made = {};
  for (const [scale, decimals] of [["110m", 2], ["50m", 2]]) {
    const { countries, borders } = outlines(scale, codes, decimals);
    made[`geo/countries-${scale}.geojson`] = JSON.stringify(countries);
    made[`geo/borders-${scale}.geojson`] = JSON.stringify(borders);
    if (scale === "50m") made["geo/labels.json"] = JSON.stringify(labels(countries, codes));
  }
  return made;
}

function ours() {
  const scripts = filesUnder("js").map((path) => [path, here(path)]);
  const styles = filesUnder("css").map((path) => here(path).toString("utf8")).join("\n");
  return { ...Object.fromEntries(scripts), "sayso.css": styles, "sayso.svg": here("img", "sayso.svg") };
}

function build() {
  const files = Object.entries({ ...ours(), ...vendor(), ...geography() }).map(([name, body]) => [name, Buffer.from(body)]);
  files.sort(([a], [b]) => (a < b ? -1 : 1));
  const digests = Object.fromEntries(files.map(([name, body]) => [name, sha256(body)]));
  const sources = Object.fromEntries(SOURCES.flatMap(filesUnder).map((path) => [path, sha256(here(path))]));
  const manifest = { version: sha256(JSON.stringify(digests)).slice(0, 16), files: digests, sources };

  // Built beside and moved into place, so that a build that breaks off leaves what was there.
  const fresh = `${TARGET}.new`;
  rmSync(fresh, { recursive: true, force: true });
  for (const [name, body] of files) {
    mkdirSync(dirname(join(fresh, name)), { recursive: true });
    writeFileSync(join(fresh, name), body);
  }
  writeFileSync(join(fresh, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
  rmSync(TARGET, { recursive: true, force: true });
  renameSync(fresh, TARGET);
  const bytes = files.reduce((sum, [, body]) => sum + body.length, 0);
  process.stdout.write(`${files.length} files, ${(bytes / 1e6).toFixed(1)} MB, version ${manifest.version}\n`);
}

build();
