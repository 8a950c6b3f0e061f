import { HttpFailure, type Sink } from '../../../examples/products-service/load';

/** One process behind the balancer. */
export interface Backend {
  readonly url: string;
  readonly sink: Sink & { close(): void };
}

export interface Balanced {
  readonly answered: number;
  readonly failed: number;
  /** Answered by another process, because the connection to the first broke. */
  readonly repeated: number;
}

/**
 * Spreads requests over processes in turn, as a load balancer does: a read whose connection breaks is repeated elsewhere, a write only
 * where no connection came about, because it may have been carried out.
 */
export class Balancer implements Sink {
  private readonly backends: Backend[] = [];
  private readonly writesUnderWay = new Map<Backend, number>();
  private turn = 0;
  private answered = 0;
  private failed = 0;
  private repeated = 0;

  add(backend: Backend): void {
    this.backends.push(backend);
  }

  /** It gets no new requests; those that are under way may end. */
  remove(backend: Backend): void {
    const at = this.backends.indexOf(backend);
    if (at >= 0) this.backends.splice(at, 1);
  }

  /** Resolves in a moment in which no write is under way there. */
  async betweenWrites(backend: Backend): Promise<void> {
    while ((this.writesUnderWay.get(backend) ?? 0) > 0) await new Promise((resolve) => setImmediate(resolve));
  }

  read(id: string): Promise<unknown> {
    return this.send('read', ({ sink }) => sink.read(id));
  }

  write(id: string, bytes: number): Promise<unknown> {
    return this.send('write', ({ sink }) => sink.write(id, bytes));
  }

  /** For requests that a sink does not have. `run` rejects with an `HttpFailure` where there was an answer. */
  async send<T>(kind: 'read' | 'write', run: (backend: Backend) => Promise<T>): Promise<T> {
    const tried = new Set<Backend>();
    for (;;) {
      const backend = this.next(tried);
      tried.add(backend);
      if (kind === 'write') this.count(backend, 1);
      try {
        const answer = await run(backend);
        this.answered += 1;
        return answer;
      } catch (error) {
        if (!mayBeRepeated(kind, error) || !this.backends.some((other) => !tried.has(other))) {
          this.failed += 1;
          throw error;
        }
        this.repeated += 1;
      } finally {
        if (kind === 'write') this.count(backend, -1);
      }
    }
  }

  soFar(): Balanced {
    const { answered, failed, repeated } = this;
    return { answered, failed, repeated };
  }

  private next(tried: ReadonlySet<Backend>): Backend {
    const left = this.backends.filter((backend) => !tried.has(backend));
    this.turn += 1;
    const backend = left[this.turn % Math.max(1, left.length)];
    if (backend === undefined) throw new Error('no process of the products service is left');
    return backend;
  }

  private count(backend: Backend, change: 1 | -1): void {
    this.writesUnderWay.set(backend, (this.writesUnderWay.get(backend) ?? 0) + change);
  }
}

const mayBeRepeated = (kind: 'read' | 'write', error: unknown): boolean => {
  if (error instanceof HttpFailure) return false;
  const { code, cause } = error as { readonly code?: string; readonly cause?: { readonly code?: string } };
  return kind === 'read' || (code ?? cause?.code) === 'ECONNREFUSED';
};
