/** A Leaflet layer that is one canvas: it follows pans and zooms, and is painted again when they end. */

import * as L from "leaflet";

const PAD = 0.25;

/** What a painter needs to know: pixel = world * scale + origin. */
export interface View { scale: number; x: number; y: number; width: number; height: number; ratio: number; zoom: number }

export class CanvasLayer extends L.Layer {
  private readonly canvas = document.createElement("canvas");
  private corner = L.latLng(0, 0);
  private zoom = 0;
  private centre = L.point(0, 0);
  private waiting = 0;

  constructor(
    private readonly pane_: string,
    private readonly paint: (context: CanvasRenderingContext2D, view: View) => void,
  ) {
    super();
  }

  override onAdd(map: L.Map): this {
    this.canvas.className = "leaflet-zoom-animated";
    this.canvas.setAttribute("aria-hidden", "true");
    this.canvas.dataset["layer"] = this.pane_;
    (map.getPane(this.pane_) ?? map.createPane(this.pane_)).append(this.canvas);
    this.redraw();
    return this;
  }

  override onRemove(): this {
    this.canvas.remove();
    return this;
  }

  override getEvents(): { [name: string]: L.LeafletEventHandlerFn } {
    return {
      viewreset: () => this.redraw(),
      moveend: () => this.redraw(),
      resize: () => this.redraw(),
      move: () => this.follow(),
      zoom: () => this.transform(this._map.getCenter(), this._map.getZoom()),
      zoomanim: (event) => {
        const { center, zoom } = event as L.ZoomAnimEvent;
        this.transform(center, zoom);
      },
    };
  }

  /** Paints again before the next frame, once, however often it is asked. */
  refresh(): void {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      if (this._map) this.redraw();
    });
  }

  redraw(): void {
    const map = this._map;
    const size = map.getSize();
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const pad = size.multiplyBy(PAD).round();
    const width = size.x + 2 * pad.x;
    const height = size.y + 2 * pad.y;
    const corner = map.containerPointToLayerPoint(L.point(-pad.x, -pad.y));
    this.centre = map.containerPointToLayerPoint(size.divideBy(2));
    this.zoom = map.getZoom();
    this.corner = map.layerPointToLatLng(corner);
    if (this.canvas.width !== width * ratio || this.canvas.height !== height * ratio) {
      this.canvas.width = width * ratio;
      this.canvas.height = height * ratio;
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    L.DomUtil.setTransform(this.canvas, corner, 1);
    const context = this.canvas.getContext("2d");
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const origin = map.getPixelOrigin().add(corner);
    this.paint(context, { scale: 256 * 2 ** this.zoom, x: -origin.x, y: -origin.y, width, height, ratio, zoom: this.zoom });
  }

  /** A long drag runs off the padding: paint before it shows. */
  private follow(): void {
    const map = this._map;
    const size = map.getSize();
    const drift = map.containerPointToLayerPoint(size.divideBy(2)).subtract(this.centre);
    if (map.getZoom() === this.zoom && (Math.abs(drift.x) > size.x * PAD * 0.8 || Math.abs(drift.y) > size.y * PAD * 0.8)) this.refresh();
  }

  private transform(center: L.LatLng, zoom: number): void {
    const map = this._map;
    const pane = L.DomUtil.getPosition(map.getPane("mapPane") as HTMLElement);
    const origin = map.project(center, zoom).subtract(map.getSize().divideBy(2)).add(pane).round();
    L.DomUtil.setTransform(this.canvas, map.project(this.corner, zoom).subtract(origin), map.getZoomScale(zoom, this.zoom));
  }
}
