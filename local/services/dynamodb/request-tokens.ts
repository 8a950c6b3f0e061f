import { createHash } from 'node:crypto';
import { ServiceError } from '../../kernel/service-error';
import type { Json } from './json';
import { invalid } from './refusals';

const keptMs = 600_000;

interface Known {
  readonly digest: string;
  readonly atMs: number;
  readonly done: boolean;
}

/** Client request tokens: for ten minutes after a transaction ended well, the same request with the same token does nothing more. */
export class RequestTokens {
  readonly #known = new Map<string, Known>();

  /** `repeated`: it was done before. Otherwise call `done` or `forget` at the end. */
  begin(token: string, input: Json, nowMs: number): 'new' | 'repeated' {
    if (token.length < 1 || token.length > 36)
      throw invalid(`ClientRequestToken must have 1 to 36 characters, has ${token.length}`);
    this.#forgetOld(nowMs);
    const { ReturnConsumedCapacity: _, ReturnItemCollectionMetrics: __, ...request } = input;
    const digest = createHash('sha256').update(JSON.stringify(request)).digest('hex');
    const known = this.#known.get(token);
    if (!known) {
      this.#known.set(token, { digest, atMs: nowMs, done: false });
      return 'new';
    }
    if (known.digest !== digest)
      throw new ServiceError(
        'IdempotentParameterMismatchException',
        'The client token was used for a different request within the last 10 minutes',
      );
    if (!known.done)
      throw new ServiceError(
        'TransactionInProgressException',
        'The transaction with the given request token is already in progress',
      );
    return 'repeated';
  }

  done(token: string, nowMs: number): void {
    const known = this.#known.get(token);
    if (known) this.#known.set(token, { ...known, atMs: nowMs, done: true });
  }

  forget(token: string): void {
    this.#known.delete(token);
  }

  #forgetOld(nowMs: number): void {
    for (const [token, known] of this.#known) if (known.done && nowMs - known.atMs >= keptMs) this.#known.delete(token);
  }
}
