import { CborError } from '../codec/cbor-error';
import { CborReader } from '../codec/cbor-reader';
import { CborScanner } from '../codec/cbor-scanner';
import { METHODS, type MethodShape, REFUSED_METHODS, SERVICE_ID } from './methods';

/** BatchWriteItem carries up to 16 MB of items; nothing that a client sends is larger than that by much. */
export const MAX_REQUEST_BYTES = 24 * 1024 * 1024;
const MAX_PREAMBLE_BYTES = 16 * 1024;
const PREAMBLE_VALUES = 5;
const REQUEST_HEAD_VALUES = 2;
/** Headers of an integer of four bytes, by its sign. */
const FOUR_BYTES = 0x1a;
const NEGATIVE_FOUR_BYTES = 0x3a;
const NOTHING = Buffer.alloc(0);

export type Frame =
  | { readonly kind: 'preamble'; readonly buffer: Buffer; readonly start: number; readonly end: number }
  | {
      readonly kind: 'request';
      readonly method: MethodShape;
      readonly buffer: Buffer;
      /** Where the first argument begins. */
      readonly start: number;
      readonly end: number;
    };

/** The stream cannot be followed any further: answer the reason and close. */
export class FramingError extends Error {
  constructor(
    readonly reason: 'malformed' | 'too-large' | 'unknown-method' | 'refused-method' | 'unknown-service' | 'no-memory',
    message: string,
  ) {
    super(message);
    this.name = 'FramingError';
  }
}

/** Room that half-received requests of all connections share. */
export class FramingBudget {
  private taken = 0;
  constructor(readonly limitBytes: number) {}

  get takenBytes(): number {
    return this.taken;
  }

  take(bytes: number): boolean {
    if (this.taken + bytes > this.limitBytes) return false;
    this.taken += bytes;
    return true;
  }

  give(bytes: number): void {
    this.taken -= bytes;
  }
}

/**
 * Cuts a connection's bytes into the preamble and requests. A chunk that holds whole requests is read in place; only an unfinished request is
 * copied, into room that is paid from the shared budget and grows with the bytes that came, never with the bytes that were announced.
 */
export class RequestFramer {
  private buffer: Buffer = NOTHING;
  private used = 0;
  private start = 0;
  /** True while `buffer` is our own copy. */
  private owned = false;
  private readonly scanner = new CborScanner();
  private preamblePassed = false;
  private values = 0;
  private method: MethodShape | undefined;
  private argumentsStart = 0;

  constructor(private readonly budget: FramingBudget) {}

  /** Bytes that are waiting for the rest of their request or for their turn. */
  get pendingBytes(): number {
    return this.used - this.start;
  }

  push(chunk: Buffer): void {
    const pending = this.used - this.start;
    if (pending === 0) {
      this.release();
      this.buffer = chunk;
      this.used = chunk.length;
      this.rebase(this.start);
      this.start = 0;
      return;
    }
    this.makeRoom(pending, chunk.length);
    chunk.copy(this.buffer, this.used);
    this.used += chunk.length;
  }

  /** The next whole frame, or undefined until more bytes come. The frame's bytes stay valid until the next `push`. */
  next(): Frame | undefined {
    if (!this.preamblePassed) return this.nextPreamble();
    if (this.method === undefined && !this.readHead()) return undefined;
    const method = this.method as MethodShape;
    if (!this.scanValues(REQUEST_HEAD_VALUES + method.arguments)) return undefined;
    const frame: Frame = {
      kind: 'request',
      method,
      buffer: this.buffer,
      start: this.argumentsStart,
      end: this.scanner.position,
    };
    this.finish();
    return frame;
  }

  /** Gives back what is held; unfinished bytes are forgotten. */
  close(): void {
    this.release();
    this.rebase(this.start);
    this.buffer = NOTHING;
    this.used = 0;
    this.start = 0;
  }

  private nextPreamble(): Frame | undefined {
    if (!this.scanValues(PREAMBLE_VALUES)) {
      if (this.pendingBytes > MAX_PREAMBLE_BYTES || this.scanner.position - this.start > MAX_PREAMBLE_BYTES) {
        throw new FramingError('too-large', `a preamble of more than ${MAX_PREAMBLE_BYTES} bytes`);
      }
      return undefined;
    }
    const frame: Frame = { kind: 'preamble', buffer: this.buffer, start: this.start, end: this.scanner.position };
    this.preamblePassed = true;
    this.finish();
    return frame;
  }

  private readHead(): boolean {
    if (!this.scanValues(REQUEST_HEAD_VALUES)) return false;
    const id = usualMethodId(this.buffer, this.start) ?? methodId(new CborReader(this.buffer, this.start, this.used));
    const method = METHODS.get(id);
    if (method === undefined) throw unknownMethod(id);
    this.method = method;
    this.argumentsStart = this.scanner.position;
    return true;
  }

  private scanValues(count: number): boolean {
    while (this.values < count) {
      if (!this.scanOne()) {
        const size = this.scanner.position - this.start;
        if (size > MAX_REQUEST_BYTES) {
          throw new FramingError(
            'too-large',
            `a request of at least ${size} bytes; at most ${MAX_REQUEST_BYTES} are taken`,
          );
        }
        return false;
      }
      this.values += 1;
    }
    return true;
  }

  private scanOne(): boolean {
    try {
      return this.scanner.scan(this.buffer, this.used);
    } catch (error) {
      if (error instanceof CborError) throw new FramingError('malformed', error.message);
      throw error;
    }
  }

  private finish(): void {
    this.start = this.scanner.position;
    this.values = 0;
    this.method = undefined;
    if (this.start === this.used && this.owned) this.close();
  }

  /** Bytes moved by `by` towards the front. */
  private rebase(by: number): void {
    this.scanner.position -= by;
    this.argumentsStart -= by;
  }

  private makeRoom(pending: number, more: number): void {
    if (this.owned && this.used + more <= this.buffer.length) return;
    const needed = pending + more;
    const room = Math.max(needed, Math.min(needed * 2, MAX_REQUEST_BYTES));
    if (!this.budget.take(room)) {
      throw new FramingError('no-memory', 'too many unfinished requests at the same time');
    }
    const grown = Buffer.allocUnsafeSlow(room);
    this.buffer.copy(grown, 0, this.start, this.used);
    this.rebase(this.start);
    this.release();
    this.buffer = grown;
    this.owned = true;
    this.used = pending;
    this.start = 0;
  }

  private release(): void {
    if (!this.owned) return;
    this.budget.give(this.buffer.length);
    this.owned = false;
  }
}

/** The head that every official client sends: one byte for the service and four for the method's number. */
function usualMethodId(buffer: Buffer, start: number): number | undefined {
  if (buffer[start] !== SERVICE_ID) return undefined;
  const first = buffer[start + 1];
  if (first === FOUR_BYTES) return buffer.readUInt32BE(start + 2);
  if (first === NEGATIVE_FOUR_BYTES) return -1 - buffer.readUInt32BE(start + 2);
  return undefined;
}

function methodId(head: CborReader): number {
  const service = headNumber(head);
  const id = headNumber(head);
  if (service !== SERVICE_ID) throw new FramingError('unknown-service', `service ${service} is not known`);
  return id;
}

function headNumber(head: CborReader): number {
  try {
    return head.integer();
  } catch (error) {
    throw new FramingError('malformed', error instanceof Error ? error.message : String(error));
  }
}

function unknownMethod(id: number): FramingError {
  const name = REFUSED_METHODS.get(id);
  if (name !== undefined)
    return new FramingError('refused-method', `${name} is not an operation of a DAX cluster's data clients`);
  return new FramingError('unknown-method', `method ${id} is not known`);
}
