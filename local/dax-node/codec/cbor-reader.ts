import { CborError } from './cbor-error';
import { BREAK, FALSE, INDEFINITE, Major, NULL, TRUE, UNDEFINED } from './cbor-type';

/** Deepest nesting that is followed; DynamoDB itself stops at 32 levels of documents. */
export const MAX_DEPTH = 64;
const TWO_32 = 0x1_0000_0000;

/** Reads values of the dialect one after another from bytes that are all there. Every read is checked against the end. */
export class CborReader {
  position: number;
  private readonly end: number;

  constructor(
    readonly buffer: Buffer,
    start = 0,
    end: number = buffer.length,
  ) {
    this.position = start;
    this.end = end;
  }

  get done(): boolean {
    return this.position >= this.end;
  }

  peek(): number {
    if (this.position >= this.end) throw new CborError('the value ends too early');
    return this.buffer[this.position] as number;
  }

  peekMajor(): Major {
    return (this.peek() >> 5) as Major;
  }

  /** Takes the byte if it is the next one. */
  take(byte: number): boolean {
    if (this.position >= this.end || this.buffer[this.position] !== byte) return false;
    this.position += 1;
    return true;
  }

  takeNull(): boolean {
    return this.take(NULL) || this.take(UNDEFINED);
  }

  takeBreak(): boolean {
    return this.take(BREAK);
  }

  /** The count, length, tag or value that the header holds; `INDEFINITE` where the length is open. */
  header(major: Major): number {
    const first = this.peek();
    if (first >> 5 !== major) {
      throw new CborError(`major type ${major} expected at byte ${this.position}, found 0x${first.toString(16)}`);
    }
    const info = first & 0x1f;
    this.position += 1;
    if (info < 24) return info;
    if (info === 31 && major >= Major.Bytes && major <= Major.Map) return INDEFINITE;
    return this.argument(info);
  }

  /** An integer of either sign; outside the safe range it is an error (numbers have a reader of their own). */
  integer(): number {
    const negative = this.peekMajor() === Major.Negative;
    const value = this.header(negative ? Major.Negative : Major.Unsigned);
    return negative ? -1 - value : value;
  }

  /** An integer, or a boolean as 0 and 1: clients differ in how they send flags. */
  flag(): number {
    if (this.take(FALSE)) return 0;
    if (this.take(TRUE)) return 1;
    return this.integer();
  }

  text(): string {
    const length = this.stringLength(Major.Text);
    const start = this.position;
    this.position += length;
    return this.buffer.toString('utf8', start, this.position);
  }

  /** The content of a byte string, as a view of the buffer. */
  bytes(): Buffer {
    const start = this.passBytes();
    return this.buffer.subarray(start, this.position);
  }

  /** Passes a byte string and gives where its content begins; it ends at `position`. */
  passBytes(): number {
    const length = this.stringLength(Major.Bytes);
    const start = this.position;
    this.position += length;
    return start;
  }

  /** The content of a byte string, one character per byte. */
  latin1(): string {
    const start = this.passBytes();
    return this.buffer.toString('latin1', start, this.position);
  }

  /** Takes the byte string that comes next if its content is this text, which has at most 23 characters. */
  takeBytes(latin1: string): boolean {
    const { length } = latin1;
    const start = this.position + 1;
    if (length >= 24 || start + length > this.end) return false;
    if (this.buffer[this.position] !== ((Major.Bytes << 5) | length)) return false;
    for (let index = 0; index < length; index += 1) {
      if (this.buffer[start + index] !== latin1.charCodeAt(index)) return false;
    }
    this.position = start + length;
    return true;
  }

  /** Element count of a definite array. */
  array(): number {
    return this.count(Major.Array, 1);
  }

  /** Entry count of a map, or `INDEFINITE`; the caller reads to the break then. */
  map(): number {
    return this.count(Major.Map, 2);
  }

  tag(): number {
    return this.header(Major.Tag);
  }

  /** Passes one value of any kind. */
  skip(depth = 0): void {
    if (depth > MAX_DEPTH) throw new CborError(`nesting deeper than ${MAX_DEPTH} levels`);
    const major = this.peekMajor();
    switch (major) {
      case Major.Unsigned:
      case Major.Negative:
        this.rawArgument();
        return;
      case Major.Bytes:
      case Major.Text:
        this.skipString(major);
        return;
      case Major.Tag:
        this.header(major);
        this.skip(depth + 1);
        return;
      case Major.Simple:
        this.skipSimple();
        return;
      default:
        this.skipContainer(major, depth);
    }
  }

  private skipContainer(major: typeof Major.Array | typeof Major.Map, depth: number): void {
    const count = this.count(major, major === Major.Map ? 2 : 1);
    if (count === INDEFINITE) {
      while (!this.takeBreak()) this.skip(depth + 1);
      return;
    }
    const values = major === Major.Map ? count * 2 : count;
    for (let index = 0; index < values; index += 1) this.skip(depth + 1);
  }

  private skipString(major: typeof Major.Bytes | typeof Major.Text): void {
    if ((this.peek() & 0x1f) === 31) {
      this.position += 1;
      while (!this.takeBreak()) this.passString(major);
      return;
    }
    this.passString(major);
  }

  private passString(major: typeof Major.Bytes | typeof Major.Text): void {
    const length = this.stringLength(major);
    this.position += length;
  }

  private skipSimple(): void {
    const info = this.peek() & 0x1f;
    if (info === 31) throw new CborError(`a break without an open value at byte ${this.position}`);
    this.rawArgument();
  }

  /** Steps over a header whose argument has no meaning here, so 64 bits are fine. */
  private rawArgument(): void {
    const info = this.peek() & 0x1f;
    this.position += 1;
    if (info < 24) return;
    if (info > 27) throw new CborError(`reserved length information ${info} at byte ${this.position - 1}`);
    this.need(1 << (info - 24));
    this.position += 1 << (info - 24);
  }

  private stringLength(major: typeof Major.Bytes | typeof Major.Text): number {
    const length = this.header(major);
    if (length === INDEFINITE) throw new CborError('an indefinite string where a definite one is expected');
    this.need(length);
    return length;
  }

  /** A declared count is believed only as far as the bytes that are left could hold it. */
  private count(major: typeof Major.Array | typeof Major.Map, bytesPerEntry: number): number {
    const count = this.header(major);
    if (count !== INDEFINITE) this.need(count * bytesPerEntry);
    return count;
  }

  private argument(info: number): number {
    if (info > 27) throw new CborError(`reserved length information ${info} at byte ${this.position - 1}`);
    const size = 1 << (info - 24);
    this.need(size);
    const at = this.position;
    this.position += size;
    if (size === 1) return this.buffer[at] as number;
    if (size === 2) return this.buffer.readUInt16BE(at);
    if (size === 4) return this.buffer.readUInt32BE(at);
    const value = this.buffer.readUInt32BE(at) * TWO_32 + this.buffer.readUInt32BE(at + 4);
    if (value > Number.MAX_SAFE_INTEGER) throw new CborError(`an integer of more than 53 bits at byte ${at - 1}`);
    return value;
  }

  private need(bytes: number): void {
    if (this.position + bytes > this.end) {
      throw new CborError(`${bytes} bytes declared at byte ${this.position}, ${this.end - this.position} are there`);
    }
  }
}
