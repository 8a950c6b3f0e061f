import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { CborError } from '../codec/cbor-error';
import { CborReader } from '../codec/cbor-reader';
import { dispatch } from '../operations/dispatch';
import { PLAIN_TRAITS, traitsOf } from '../protocol/client-traits';
import { AUTHENTICATION_REQUIRED, DaxError, encodeError, NOT_IMPLEMENTED } from '../protocol/dax-error';
import { readPreamble } from '../protocol/preamble';
import { type Frame, type FramingBudget, FramingError, RequestFramer } from '../protocol/request-framer';
import { accessDenied, type DaxAction, type Denial } from '../protocol/rights';
import { type Credentials, verifyAuthorization } from '../protocol/sigv4';
import type { NodeContext } from './context';

export interface ConnectionSettings {
  readonly credentials: Credentials;
  readonly denial: Denial | undefined;
  readonly region: string;
  readonly budget: FramingBudget;
  endpoints(localAddress: string): string;
}

/** Bytes of further requests that are taken while one is being answered. */
const MAX_QUEUED_BYTES = 64 * 1024;
/** Answers to requests that came together leave together, up to so many bytes at a time. */
const MAX_GATHERED_BYTES = 64 * 1024;
const LAST_FRAME = 1;
const FRAME_HEADER_BYTES = 8;

/** One client connection: requests are answered one by one, in order, and never because of the time that passed. */
export class Connection {
  private readonly framer: RequestFramer;
  private framed = false;
  private busy = false;
  /** The client does not read its answers: no further request is begun until it does. */
  private clogged = false;
  private closing = false;
  private paused = false;
  /** Answers of the requests at hand that are not written yet. */
  private answers = '';
  private trustedUntilMs: number | undefined;
  private authorizationError: DaxError | undefined;
  private traits = PLAIN_TRAITS;
  private accessKeyId = '';
  private readonly require = (action: DaxAction): void => {
    const denial = this.settings.denial?.(this.accessKeyId, `dax:${action}`);
    if (denial !== undefined) throw accessDenied(denial);
  };

  constructor(
    private readonly socket: Socket,
    private readonly node: NodeContext,
    private readonly settings: ConnectionSettings,
  ) {
    this.framer = new RequestFramer(settings.budget);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 30_000);
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('drain', () => {
      this.clogged = false;
      this.proceed();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.closing = true;
      this.framer.close();
    });
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** Answers what is under way, then closes. */
  end(): void {
    this.closing = true;
    if (!this.busy) this.socket.end();
  }

  private receive(chunk: Buffer): void {
    this.node.counters.received(chunk.length);
    if (this.closing) return;
    try {
      this.framer.push(chunk);
    } catch (error) {
      this.giveUp(error);
      return;
    }
    this.proceed();
  }

  private proceed(): void {
    try {
      while (!this.busy && !this.clogged && !this.closing) {
        const frame = this.framer.next();
        if (frame === undefined) break;
        this.handle(frame);
      }
    } catch (error) {
      this.giveUp(error);
    }
    this.flush();
    const waiting = (this.busy || this.clogged) && this.framer.pendingBytes > MAX_QUEUED_BYTES;
    if (waiting === this.paused) return;
    this.paused = waiting;
    if (waiting) this.socket.pause();
    else this.socket.resume();
  }

  private handle(frame: Frame): void {
    if (frame.kind === 'preamble') {
      const { framed, userAgent } = readPreamble(frame.buffer, frame.start, frame.end);
      this.framed = framed;
      this.traits = traitsOf(userAgent);
      return;
    }
    const reader = new CborReader(frame.buffer, frame.start, frame.end);
    if (frame.method.name === 'authorizeConnection') {
      this.authorize(reader);
      return;
    }
    this.answer(frame.method.name, reader);
  }

  private answer(method: Exclude<Parameters<typeof dispatch>[1], 'authorizeConnection'>, reader: CborReader): void {
    let answer: string | Promise<string>;
    try {
      this.checkAuthorization();
      answer =
        method === 'endpoints'
          ? this.settings.endpoints(this.localAddress)
          : dispatch(this.node, method, reader, { traits: this.traits, require: this.require });
    } catch (error) {
      this.send(errorReply(error));
      return;
    }
    if (typeof answer === 'string') {
      this.send(answer);
      return;
    }
    this.busy = true;
    void answer.catch(errorReply).then((reply) => {
      this.busy = false;
      this.send(reply);
      if (!this.closing) {
        this.proceed();
        return;
      }
      this.flush();
      this.socket.end();
    });
  }

  private get localAddress(): string {
    return this.socket.localAddress ?? '127.0.0.1';
  }

  /** Has no answer of its own: what is wrong with it is told to the next request. */
  private authorize(reader: CborReader): void {
    try {
      const accessKeyId = reader.text();
      const signature = reader.text();
      const stringToSign = reader.bytes().toString('utf8');
      const { credentials, region } = this.settings;
      const verdict = verifyAuthorization({ accessKeyId, signature, stringToSign }, credentials, region, Date.now());
      this.authorizationError = verdict instanceof DaxError ? verdict : undefined;
      this.accessKeyId = accessKeyId;
      this.trustedUntilMs = verdict instanceof DaxError ? undefined : verdict;
    } catch (error) {
      if (!(error instanceof CborError)) throw error;
      this.authorizationError = authenticationRequired(error.message);
    }
  }

  private checkAuthorization(): void {
    if (this.authorizationError !== undefined) throw this.authorizationError;
    if (this.settings.credentials === 'any') return;
    if (this.trustedUntilMs === undefined) throw authenticationRequired('the connection was not authorized');
    if (Date.now() > this.trustedUntilMs)
      throw authenticationRequired('the authorization of the connection has expired');
  }

  private send(reply: string): void {
    this.answers += this.framed ? frameHeader(reply.length) + reply : reply;
    if (this.answers.length >= MAX_GATHERED_BYTES) this.flush();
  }

  private flush(): void {
    const { answers, socket } = this;
    if (answers === '') return;
    this.answers = '';
    if (!socket.writable) return;
    this.node.counters.sent(answers.length);
    if (!socket.write(answers, 'latin1')) this.clogged = true;
  }

  /** The stream cannot be followed: say why if the client could understand it, and close. */
  private giveUp(error: unknown): void {
    this.closing = true;
    if (error instanceof FramingError) this.send(errorReply(framingReply(error)));
    this.flush();
    this.framer.close();
    this.socket.end();
  }
}

function authenticationRequired(message: string): DaxError {
  return new DaxError('AuthenticationRequiredException', message, AUTHENTICATION_REQUIRED);
}

function errorReply(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const daxError = error instanceof DaxError ? error : new DaxError('InternalServerError', message, undefined, 500);
  return encodeError(daxError, randomUUID());
}

function framingReply({ reason, message }: FramingError): DaxError {
  switch (reason) {
    case 'unknown-method':
    case 'refused-method':
    case 'unknown-service':
      return new DaxError('NotImplementedException', message, NOT_IMPLEMENTED);
    case 'no-memory':
      return new DaxError('ThrottlingException', message, undefined, 400, undefined, 'throttle');
    default:
      return new DaxError('ValidationException', message);
  }
}

function frameHeader(payloadBytes: number): string {
  const total = payloadBytes + FRAME_HEADER_BYTES;
  return String.fromCharCode(
    total >>> 24,
    (total >> 16) & 0xff,
    (total >> 8) & 0xff,
    total & 0xff,
    LAST_FRAME,
    0,
    0,
    0,
  );
}
