import { randomBytes } from 'node:crypto';
import { ServiceError } from '../../../kernel/service-error';
import { bytesOf, type Json, MAX_DATA_BYTES } from '../json';

/** What an open task token waits for. */
export interface TokenListener {
  readonly succeed: (output: Json) => void;
  readonly fail: (error: string | undefined, cause: string | undefined) => void;
  readonly heartbeat: () => void;
}

/** The task tokens that are out. A token that was answered, timed out or belongs to an ended execution is closed. */
export class TaskTokens {
  readonly #open = new Map<string, TokenListener>();
  readonly #closed = new Set<string>();

  issue(): string {
    return randomBytes(288).toString('base64');
  }

  open(token: string, listener: TokenListener): void {
    this.#open.set(token, listener);
  }

  close(token: string): void {
    if (this.#open.delete(token)) {
      this.#closed.add(token);
      if (this.#closed.size > 10_000) {
        this.#closed.delete(this.#closed.values().next().value ?? '');
      }
    }
  }

  sendSuccess(token: string, outputText: string): void {
    let output: Json;
    try {
      output = JSON.parse(outputText) as Json;
    } catch {
      throw new ServiceError('InvalidOutput', `Invalid Output: 'The output is not JSON: ${outputText.slice(0, 100)}'`);
    }
    if (bytesOf(output) > MAX_DATA_BYTES) {
      throw new ServiceError('InvalidOutput', `Invalid Output: 'The output has more than ${MAX_DATA_BYTES} bytes'`);
    }
    this.#take(token).succeed(output);
  }

  sendFailure(token: string, error: string | undefined, cause: string | undefined): void {
    this.#take(token).fail(error, cause);
  }

  sendHeartbeat(token: string): void {
    this.#listener(token).heartbeat();
  }

  #take(token: string): TokenListener {
    const listener = this.#listener(token);
    this.close(token);
    return listener;
  }

  #listener(token: string): TokenListener {
    const listener = this.#open.get(token);
    if (listener !== undefined) {
      return listener;
    }
    if (this.#closed.has(token)) {
      throw new ServiceError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    }
    throw new ServiceError('InvalidToken', "Invalid Token: 'Invalid token'");
  }
}
