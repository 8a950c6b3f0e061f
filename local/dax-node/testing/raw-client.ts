import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { CborReader } from '../codec/cbor-reader';
import { CborScanner } from '../codec/cbor-scanner';
import { CborWriter } from '../codec/cbor-writer';
import { Method, type MethodName } from '../protocol/methods';

export type RawAnswer =
  | { readonly kind: 'success'; readonly payload: Buffer }
  | {
      readonly kind: 'error';
      readonly sequence: readonly number[];
      readonly message: string;
      readonly code: string;
      readonly statusCode: number;
    };

/** Speaks the protocol byte by byte, as no official client would. */
export class RawClient {
  private received = Buffer.alloc(0);
  private readonly wake = new Set<() => void>();
  closed = false;

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.rouse();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closed = true;
      this.rouse();
    });
  }

  static async open(port: number, layering: 0 | 1 | 'nothing said' = 0): Promise<RawClient> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    const client = new RawClient(socket);
    if (layering !== 'nothing said') client.write(preamble(layering));
    return client;
  }

  write(bytes: Buffer): void {
    this.socket.write(bytes);
  }

  /** All bytes that came and were not taken yet. */
  get pending(): Buffer {
    return this.received;
  }

  async call(method: MethodName, args: Buffer, payloadValues = 1): Promise<RawAnswer> {
    this.write(Buffer.concat([requestHead(Method[method]), args]));
    return this.answer(payloadValues);
  }

  /** The next answer of a connection without frames. */
  async answer(payloadValues = 1): Promise<RawAnswer> {
    const status = await this.value();
    const sequence = new CborReader(status);
    const codes = Array.from({ length: sequence.array() }, () => sequence.integer());
    if (codes.length === 0) {
      const values: Buffer[] = [];
      for (let index = 0; index < payloadValues; index += 1) values.push(await this.value());
      return { kind: 'success', payload: Buffer.concat(values) };
    }
    const message = new CborReader(await this.value()).text();
    const info = new CborReader(await this.value());
    info.array();
    info.skip();
    return { kind: 'error', sequence: codes, message, code: info.text(), statusCode: info.integer() };
  }

  async bytes(count: number): Promise<Buffer> {
    await this.until(() => this.received.length >= count);
    return this.take(count);
  }

  async untilClosed(): Promise<void> {
    await this.until(() => this.closed, true);
  }

  destroy(): void {
    this.socket.destroy();
  }

  private async value(): Promise<Buffer> {
    const scanner = new CborScanner();
    await this.until(() => {
      scanner.reset(0);
      return scanner.scan(this.received, this.received.length);
    });
    return this.take(scanner.position);
  }

  private take(count: number): Buffer {
    const taken = Buffer.from(this.received.subarray(0, count));
    this.received = this.received.subarray(count);
    return taken;
  }

  private async until(ready: () => boolean, evenClosed = false): Promise<void> {
    while (!ready()) {
      if (this.closed && !evenClosed) throw new Error('the connection was closed');
      await new Promise<void>((resolve) => {
        this.wake.add(resolve);
      });
    }
  }

  private rouse(): void {
    for (const wake of this.wake) wake();
    this.wake.clear();
  }
}

export function preamble(layering: number): Buffer {
  const writer = new CborWriter(64).text('J7yne5G').integer(layering).bytes(Buffer.alloc(16, 9));
  return Buffer.from(writer.map(1).text('UserAgent').text('RawClient').integer(0).view());
}

export function requestHead(method: number): Buffer {
  return Buffer.from(new CborWriter(16).integer(1).integer(method).view());
}

export function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
}
