import { BREAK, FALSE, FLOAT64, Major, NULL, TRUE } from './cbor-type';

const INITIAL_BYTES = 256;
const TWO_32 = 0x1_0000_0000;

/** Appends values of the dialect to one growing buffer. Lengths are written in the shortest form and never as 64 bits. */
export class CborWriter {
  private buffer: Buffer;
  private used = 0;

  constructor(initialBytes = INITIAL_BYTES) {
    this.buffer = Buffer.allocUnsafe(initialBytes);
  }

  get length(): number {
    return this.used;
  }

  /** The bytes so far, as a view: valid until the next write. */
  view(): Buffer {
    return this.buffer.subarray(0, this.used);
  }

  /** The bytes so far as a string of one character per byte: compact on the heap, and sockets write it without a copy of ours. */
  latin1(): string {
    return this.buffer.toString('latin1', 0, this.used);
  }

  raw(bytes: Buffer): this {
    this.reserve(bytes.length);
    bytes.copy(this.buffer, this.used);
    this.used += bytes.length;
    return this;
  }

  rawLatin1(bytes: string): this {
    this.reserve(bytes.length);
    this.used += this.buffer.write(bytes, this.used, 'latin1');
    return this;
  }

  byte(value: number): this {
    this.reserve(1);
    this.buffer[this.used++] = value;
    return this;
  }

  /** A safe integer of either sign. */
  integer(value: number): this {
    return value >= 0 ? this.header(Major.Unsigned, value) : this.header(Major.Negative, -1 - value);
  }

  text(value: string): this {
    const length = Buffer.byteLength(value);
    this.header(Major.Text, length);
    this.reserve(length);
    this.used += this.buffer.write(value, this.used, 'utf8');
    return this;
  }

  bytes(value: Buffer): this {
    return this.header(Major.Bytes, value.length).raw(value);
  }

  bytesLatin1(value: string): this {
    return this.header(Major.Bytes, value.length).rawLatin1(value);
  }

  array(length: number): this {
    return this.header(Major.Array, length);
  }

  map(length: number): this {
    return this.header(Major.Map, length);
  }

  openMap(): this {
    return this.byte(0xbf);
  }

  end(): this {
    return this.byte(BREAK);
  }

  tag(value: number): this {
    return this.header(Major.Tag, value);
  }

  boolean(value: boolean): this {
    return this.byte(value ? TRUE : FALSE);
  }

  null(): this {
    return this.byte(NULL);
  }

  float64(value: number): this {
    this.reserve(9);
    this.buffer[this.used++] = FLOAT64;
    this.used = this.buffer.writeDoubleBE(value, this.used);
    return this;
  }

  private header(major: number, value: number): this {
    this.reserve(9);
    const top = major << 5;
    if (value < 24) {
      this.buffer[this.used++] = top | value;
    } else if (value < 0x100) {
      this.buffer[this.used++] = top | 24;
      this.buffer[this.used++] = value;
    } else if (value < 0x1_0000) {
      this.buffer[this.used++] = top | 25;
      this.used = this.buffer.writeUInt16BE(value, this.used);
    } else if (value < TWO_32) {
      this.buffer[this.used++] = top | 26;
      this.used = this.buffer.writeUInt32BE(value, this.used);
    } else {
      this.buffer[this.used++] = top | 27;
      this.used = this.buffer.writeUInt32BE(Math.floor(value / TWO_32), this.used);
      this.used = this.buffer.writeUInt32BE(value % TWO_32, this.used);
    }
    return this;
  }

  private reserve(bytes: number): void {
    const needed = this.used + bytes;
    if (needed <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.buffer.length * 2));
    this.buffer.copy(grown, 0, 0, this.used);
    this.buffer = grown;
  }
}
