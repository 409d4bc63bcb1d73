// A map for <figure data-map>: outlines of countries filled by count, places gathered where they crowd, circles of what
// is not known drawn to scale, and "somewhere in the country" drawn as a square and a hatched country, never as a
// point at the capital. Everything comes from this server. The figure's table says the same without any of this.
//
// Attributes of the figure: data-url (GeoJSON, see map-data.js), data-since and data-until (days the slider spans),
// data-mode="itinerary". What the map did can be read from data-ready, data-features, data-shown and data-error.

import { between, boundsFor, breaksOf, classOf, countsByCountry, drawn, joined, read } from "./map-data.js";
import { coloursOf, fillOf, layersOf, picturesOf, shadesFor, styleOf } from "./map-style.js";
import { dayNumber, timeControls } from "./map-time.js";
import { keyOf, listPlaces, popupOf } from "./map-words.js";
import { onTheme } from "./theme.js";

const asset = (path) => new URL(`../${path}`, import.meta.url).href;
const WIDE_PX = 700;
const FINE_FROM_ZOOM = 2.5; // from here on the coarse outlines look cut with scissors
const WAIT_MS = 250; // of quiet before the server is asked for other days
const MARKS = ["place", "pin", "stop"];
const WAYS = ["way-done", "way-planned", "way-denied"];
const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

async function json(url, signal) {
  const answer = await fetch(url, { headers: { Accept: "application/json" }, signal });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

function outlinesFor(scale) {
  return { countries: asset(`geo/countries-${scale}.geojson`), borders: asset(`geo/borders-${scale}.geojson`) };
}

/** Names at label points, as a source. */
function namesOf(labels) {
  const features = Object.values(labels).map(({ name, lon, lat, area }) => ({
    type: "Feature",
    properties: { name, area },
    geometry: { type: "Point", coordinates: [lon, lat] },
  }));
  return { type: "FeatureCollection", features };
}

function loadStyles() {
  const link = document.createElement("link");
  Object.assign(link, { rel: "stylesheet", href: asset("vendor/maplibre-gl.css") });
  const loaded = new Promise((done) => link.addEventListener("load", done, { once: true }));
  document.head.prepend(link);
  return loaded;
}

export async function startMap(figure) {
  try {
    const url = new URL(figure.dataset.url, window.location.href);
    if (url.origin !== window.location.origin) throw new Error("the data is on another server");
    const [maplibre, labels] = await Promise.all([
      import(asset("vendor/maplibre-gl.mjs")),
      json(asset("geo/labels.json")),
      loadStyles(),
    ]);
    new Shown(figure, url, maplibre, labels).start();
  } catch (error) {
    figure.querySelector("[data-map-box]").hidden = true;
    failed(figure, error);
  }
}

/** A day as the address has it, or "". */
const dayIn = (given) => (/^\d{4}-\d{2}-\d{2}$/.test(given ?? "") && Number.isFinite(dayNumber(given)) ? given : "");

/** Where the address has the map: { center, zoom }, or null. */
function viewIn(hash, name) {
  const part = hash.slice(1).split("&").find((p) => p.startsWith(`${name}=`));
  const [zoom, lat, lng] = (part ?? "").slice(name.length + 1).split("/").map(Number);
  const fits = [zoom, lat, lng].every(Number.isFinite) && Math.abs(lat) <= 90 && zoom >= 0 && zoom <= 24;
  return part && fits ? { center: [lng, lat], zoom } : null;
}

function failed(figure, error) {
  figure.dataset.error = String(error?.message ?? error);
  const note = figure.querySelector("[data-map-note]");
  if (note) {
    note.hidden = false;
    note.textContent = "The map cannot be drawn here. The table has the same rows.";
  }
}

class Shown {
  constructor(figure, url, maplibre, labels) {
    Object.assign(this, { figure, url, maplibre, labels });
    this.part = (name) => figure.querySelector(`[data-map-${name}]`);
    this.days = ["since", "until"].map((name) => dayIn(new URL(window.location.href).searchParams.get(name)));
    this.data = { places: [], lines: [], countries: null, byDay: false, unplaced: 0 };
    this.shown = [];
    this.popup = null;
    this.name = figure.id || "map";
  }

  start() {
    const box = this.part("box");
    box.hidden = false;
    const view = viewIn(window.location.hash, this.name);
    this.colours = coloursOf(this.figure);
    this.fine = false;
    this.map = new this.maplibre.Map({
      container: box,
      style: styleOf(this.colours, { ...outlinesFor("110m"), names: namesOf(this.labels) }),
      center: view?.center ?? [15, 25],
      zoom: view?.zoom ?? 0.9,
      maxZoom: 10,
      attributionControl: false,
      cooperativeGestures: true,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      rollEnabled: false,
      fadeDuration: 0,
      locale: { "Map.Title": this.figure.dataset.title || "Map" },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new this.maplibre.NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new this.maplibre.ScaleControl({ maxWidth: 90 }), "bottom-left");
    this.placed = view !== null;
    this.map.setMissingStyleImageResolver((id) => {
      const picture = picturesOf(this.colours)[id];
      if (picture) this.map.addImage(id, picture, { pixelRatio: 2 });
    });
    this.map.on("error", ({ error }) => (this.figure.dataset.error = String(error?.message ?? "unknown")));
    this.styled = new Promise((done) => this.map.once("style.load", done));
    this.ask().then(() => (this.asked = true)).then(() => this.map.triggerRepaint());
    this.map.on("moveend", (event) => this.moved(event));
    this.map.on("idle", () => this.rested());
    for (const layer of MARKS) {
      this.map.on("click", layer, (event) => this.clicked(event));
      this.map.on("mouseenter", layer, () => this.map.getCanvas().classList.add("over-mark"));
      this.map.on("mouseleave", layer, () => this.map.getCanvas().classList.remove("over-mark"));
    }
    onTheme(() => this.recolour());
    this.addTime();
  }

  addTime() {
    const { since, until } = this.figure.dataset;
    const box = this.part("controls");
    if (!box || !since || !until || since >= until) return;
    const onChange = (from, to) => this.choose(from, to);
    box.append(timeControls({ id: this.figure.id || "map", since, until, chosen: this.days, onChange }));
    box.hidden = false;
  }

  /** Other days: chosen here where every place has its day, else asked for. */
  choose(since, until) {
    this.days = [since, until];
    const page = new URL(window.location.href);
    ["since", "until"].forEach((name, i) => (this.days[i] ? page.searchParams.set(name, this.days[i]) : page.searchParams.delete(name)));
    window.history.replaceState(window.history.state, "", page);
    if (this.data.byDay) return this.draw();
    window.clearTimeout(this.later);
    this.later = window.setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    const url = new URL(this.url);
    ["since", "until"].forEach((name, i) => this.days[i] && url.searchParams.set(name, this.days[i]));
    this.figure.setAttribute("aria-busy", "true");
    try {
      const answer = read(await json(url, asking.signal), this.labels);
      if (asking.signal.aborted) return;
      await this.styled;
      this.data = answer;
      this.part("note").hidden = true;
      delete this.figure.dataset.error;
      this.draw();
    } catch (error) {
      if (error.name !== "AbortError") failed(this.figure, error);
    } finally {
      if (this.asking === asking) this.figure.removeAttribute("aria-busy");
    }
  }

  draw() {
    const { data, map } = this;
    const chosen = data.byDay ? between(data.places, ...this.days) : data.places;
    this.shown = joined(chosen);
    for (const [name, source] of Object.entries(drawn(this.shown, data.lines))) map.getSource(name).setData(source);
    this.counts = countsByCountry(data.byDay ? null : data.countries, chosen);
    this.breaks = this.figure.dataset.mode === "itinerary" ? [] : breaksOf([...this.counts.values()]);
    this.paintFill();
    const hatched = this.shown.filter((p) => p.precision === "country").map((p) => p.country);
    map.setFilter("hatch", ["in", ["coalesce", ["get", "iso3"], ""], ["literal", hatched]]);
    const key = this.part("key");
    if (key) keyOf(key, this.breaks, shadesFor(this.breaks.length));
    const bounds = boundsFor(this.shown, data.lines);
    if (!this.placed && bounds) {
      map.fitBounds([bounds.slice(0, 2), bounds.slice(2)], { padding: 48, maxZoom: 6, animate: false });
      this.placed = true;
    }
    Object.assign(this.figure.dataset, {
      features: String(this.shown.length),
      shown: String(this.shown.reduce((all, p) => all + p.n, 0)),
      lines: String(data.lines.length),
      unplaced: String(data.unplaced),
      countries: String(this.counts.size),
    });
    this.moved();
  }

  paintFill() {
    const plain = !this.breaks?.length;
    this.map.setPaintProperty("fill", "fill-color", plain ? this.colours.land : fillOf(this.counts, this.breaks, classOf, this.colours));
  }

  async recolour() {
    await this.styled;
    if (!this.figure.isConnected) return this.map.remove();
    this.colours = coloursOf(this.figure);
    for (const layer of layersOf(this.colours)) {
      for (const [name, value] of Object.entries(layer.paint)) this.map.setPaintProperty(layer.id, name, value);
    }
    for (const [name, picture] of Object.entries(picturesOf(this.colours))) {
      if (this.map.hasImage(name)) this.map.updateImage(name, picture);
    }
    this.paintFill();
    this.figure.dataset.land = this.colours.land;
  }

  moved(event) {
    if (event?.originalEvent) this.remember();
    if (this.map.getZoom() >= FINE_FROM_ZOOM) this.refine();
    const list = this.part("list");
    if (!list) return;
    const seen = this.map.getBounds();
    const inView = this.shown.filter((p) => [0, 360, -360].some((turn) => seen.contains([p.lon + turn, p.lat])));
    listPlaces(list, this.part("status"), inView, (place, from) => this.open(place, from));
  }

  /** Keeps in the address where somebody moved the map; what the map does by itself is not kept. */
  remember() {
    const { lng, lat } = this.map.getCenter().wrap();
    const view = `${this.name}=${[this.map.getZoom(), lat, lng].map((n) => n.toFixed(2)).join("/")}`;
    const others = window.location.hash.slice(1).split("&").filter((part) => part && !part.startsWith(`${this.name}=`));
    const page = new URL(window.location.href);
    page.hash = [...others, view].join("&");
    window.history.replaceState(window.history.state, "", page);
  }

  rested() {
    if (!this.asked) return;
    this.figure.dataset.rendered = String(this.map.queryRenderedFeatures({ layers: MARKS }).length);
    this.figure.dataset.ways = this.waysDrawn().join(", ");
    this.figure.dataset.ready = "true";
    if (this.map.getContainer().clientWidth >= WIDE_PX) this.refine();
  }

  /** Each way in view with how its line is drawn, as nobody can ask a canvas. */
  waysDrawn() {
    const dashed = (layer) => Boolean(this.map.getPaintProperty(layer, "line-dasharray"));
    const found = this.map.queryRenderedFeatures({ layers: WAYS });
    const ways = found.map(({ layer, properties: way }) => [way.id, `${way.status} ${dashed(layer.id) ? "dashed" : "solid"}`]);
    return [...new Map(ways)].sort(([a], [b]) => a - b).map(([, words]) => words);
  }

  /** Finer outlines, six times as heavy: where they can be seen, and after everything else. */
  refine() {
    if (this.fine) return;
    this.fine = true;
    for (const [name, url] of Object.entries(outlinesFor("50m"))) this.map.getSource(name)?.setData(url);
  }

  async clicked(event) {
    const [mark] = event.features;
    if (mark.properties.cluster) {
      const zoom = await this.map.getSource("places").getClusterExpansionZoom(mark.properties.cluster_id);
      const to = { center: mark.geometry.coordinates, zoom: Math.min(zoom + 0.2, 9) };
      return still() ? this.map.jumpTo(to) : this.map.easeTo(to);
    }
    const place = this.shown.find((p) => p.id === mark.properties.id);
    if (place) this.open(place, this.map.getCanvas());
  }

  /** Opens a place; closing it gives the focus back to where it was opened from. */
  open(place, from) {
    this.popup?.remove();
    const at = [place.lon, place.lat];
    const point = { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: at } };
    this.map.getSource("chosen").setData(point);
    if (!this.map.getBounds().contains(at)) this.map.jumpTo({ center: at });
    const popup = new this.maplibre.Popup({ maxWidth: "min(20rem, 86vw)", className: "map-popup", offset: 12 });
    popup.setLngLat(at).setDOMContent(popupOf(place)).addTo(this.map);
    const box = popup.getElement();
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", place.label);
    box.addEventListener("keydown", (event) => event.key === "Escape" && popup.remove());
    popup.on("close", () => {
      this.map.getSource("chosen").setData({ type: "FeatureCollection", features: [] });
      if (this.popup === popup) this.popup = null;
      if (from.isConnected && (document.activeElement === document.body || box.contains(document.activeElement))) from.focus();
    });
    this.popup = popup;
  }
}
