/** Spans count code points; strings of the browser count UTF-16 units, two for an emoji. */

export class Letters {
  /** The unit at which each code point begins, and where the text ends. */
  private readonly begins: Uint32Array;

  constructor(readonly text: string) {
    const begins = new Uint32Array(text.length + 1);
    let count = 0;
    let unit = 0;
    for (const letter of text) {
      begins[count++] = unit;
      unit += letter.length;
    }
    begins[count] = unit;
    this.begins = begins.slice(0, count + 1);
  }

  unit(point: number): number {
    return this.begins[Math.max(0, Math.min(point, this.begins.length - 1))] as number;
  }

  /** The code point that holds a unit. */
  point(unit: number): number {
    let [low, high] = [0, this.begins.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.begins[middle] as number) <= unit) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  slice(start: number, end: number): string {
    return this.text.slice(this.unit(start), this.unit(end));
  }
}
