import { CborError } from './cbor-error';
import { Major } from './cbor-type';

/** Documents and expressions travel inside byte strings, but Python also sends the values of expressions as they are, 32 levels deep at most. */
const MAX_OUTER_DEPTH = 64;
const OPEN = -1;

/**
 * Finds where a value ends while its bytes are still arriving. Each byte of structure is looked at once: the scanner remembers where it
 * stopped and what is still open, so a request in a thousand segments costs no more than one in a single segment.
 */
export class CborScanner {
  /** Where the scan goes on; beyond the bytes that are there while a string is incomplete. */
  position = 0;
  /** Values still missing per open level, `OPEN` for indefinite ones. Chunks of indefinite strings count as values. */
  private readonly levels: number[] = [];
  /** The structure is complete, the bytes of its last string are not. */
  private inLastString = false;

  reset(position: number): void {
    this.position = position;
    this.levels.length = 0;
    this.inLastString = false;
  }

  /** True once one whole value has been passed; false if more bytes are needed. Bytes before `end` are there. */
  scan(buffer: Buffer, end: number): boolean {
    if (this.inLastString) return this.finished(end);
    for (;;) {
      const start = this.position;
      if (start >= end) return false;
      const first = buffer[start] as number;
      const info = first & 0x1f;
      if (first === 0xff) {
        this.closeOpenLevel(start);
        this.position = start + 1;
        if (this.settle()) return this.finished(end);
        continue;
      }
      const size = headerSize(info, start);
      if (start + size > end) return false;
      this.position = start + size;
      if (this.enter((first >> 5) as Major, info, buffer, start)) continue;
      if (this.settle()) return this.finished(end);
    }
  }

  private finished(end: number): boolean {
    this.inLastString = this.position > end;
    return !this.inLastString;
  }

  private closeOpenLevel(at: number): void {
    if (this.levels.at(-1) !== OPEN) throw new CborError(`a break without an open value at byte ${at}`);
    this.levels.pop();
  }

  /** True if the value has parts that must be passed before it is complete. */
  private enter(major: Major, info: number, buffer: Buffer, start: number): boolean {
    if (major === Major.Simple || major === Major.Unsigned || major === Major.Negative) {
      if (info === 31) throw new CborError(`no indefinite form of major type ${major} at byte ${start}`);
      return false;
    }
    if (info === 31) {
      if (major === Major.Tag) throw new CborError(`no indefinite tag at byte ${start}`);
      return this.open(OPEN);
    }
    const value = argumentOf(buffer, start, info);
    if (major === Major.Tag) return this.open(1);
    if (major === Major.Bytes || major === Major.Text) {
      this.position += value;
      return false;
    }
    const parts = major === Major.Map ? value * 2 : value;
    return parts > 0 && this.open(parts);
  }

  private open(parts: number): true {
    if (this.levels.length >= MAX_OUTER_DEPTH) throw new CborError(`nesting deeper than ${MAX_OUTER_DEPTH} levels`);
    this.levels.push(parts);
    return true;
  }

  /** Counts a finished value towards the levels around it; true if none is left open. */
  private settle(): boolean {
    while (this.levels.length > 0) {
      const parts = this.levels[this.levels.length - 1] as number;
      if (parts === OPEN) return false;
      if (parts > 1) {
        this.levels[this.levels.length - 1] = parts - 1;
        return false;
      }
      this.levels.pop();
    }
    return true;
  }
}

function headerSize(info: number, at: number): number {
  if (info < 24 || info === 31) return 1;
  if (info > 27) throw new CborError(`reserved length information ${info} at byte ${at}`);
  return 1 + (1 << (info - 24));
}

function argumentOf(buffer: Buffer, start: number, info: number): number {
  if (info < 24) return info;
  if (info === 24) return buffer[start + 1] as number;
  if (info === 25) return buffer.readUInt16BE(start + 1);
  if (info === 26) return buffer.readUInt32BE(start + 1);
  return buffer.readUInt32BE(start + 1) * 0x1_0000_0000 + buffer.readUInt32BE(start + 5);
}
