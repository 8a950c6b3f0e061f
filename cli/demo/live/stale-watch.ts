import { setTimeout as wait } from 'node:timers/promises';
import { HttpFailure } from '../../../examples/products-service/load';
import type { Balancer } from './balancer';

export interface StaleReport {
  readonly writes: number;
  readonly reads: number;
  /** What failed, by name. */
  readonly failures: readonly string[];
  /** Reads that gave less than a writer had been told of long enough before. */
  readonly stale: readonly string[];
}

export interface StaleWatch {
  soFar(): StaleReport;
  /** Waits for what is under way. */
  stop(): Promise<StaleReport>;
}

/** Other nodes of a cluster, and replicas of the table, have a write within this. Real time. */
const settledMs = 500;
const everyMs = 60;
const items = 6;

interface Told {
  readonly atMs: number;
  readonly stock: number;
}

/**
 * Adds to the stock of items through one process and reads them through another, all the time: what is read may not be less than what was
 * acknowledged `settledMs` before the read began. Stock only grows.
 */
export const watchForStaleReads = (balancer: Pick<Balancer, 'send'>): StaleWatch => {
  const told = new Map<string, Told[]>();
  const stale: string[] = [];
  const failures: string[] = [];
  const stopped = new AbortController();
  const underWay = new Set<Promise<void>>();
  let [writes, reads] = [0, 0];
  const write = async (id: string): Promise<void> => {
    const stock = await balancer.send('write', ({ url }) =>
      stockOf(`${url}/product/${id}/stock`, { method: 'POST', headers: json, body: JSON.stringify({ add: 1 }) }),
    );
    writes += 1;
    const before = told.get(id) ?? [];
    // Only the newest that is old enough is asked for, and what is younger may become that.
    const oldEnough = before.findLastIndex(({ atMs }) => atMs <= Date.now() - settledMs);
    told.set(id, [...before.slice(Math.max(0, oldEnough)), { atMs: Date.now(), stock }]);
  };
  const read = async (id: string): Promise<void> => {
    const beganMs = Date.now();
    const known = told.get(id)?.filter(({ atMs }) => atMs <= beganMs - settledMs) ?? [];
    const least = Math.max(0, ...known.map(({ stock }) => stock));
    const stock = await balancer.send('read', ({ url }) => stockOf(`${url}/product/${id}`));
    reads += 1;
    if (stock < least) stale.push(`${id}: ${stock} was read, ${least} was written before`);
  };
  const begin = (call: Promise<void>): void => {
    const done: Promise<void> = call
      .catch((error: unknown) => void failures.push(textOf(error)))
      .finally(() => underWay.delete(done));
    underWay.add(done);
  };
  const loop = async (): Promise<void> => {
    for (let round = 0; !stopped.signal.aborted; round += 1) {
      begin(round % 4 === 0 ? write(`p${(round / 4) % items}`) : read(`p${round % items}`));
      await wait(everyMs);
    }
  };
  const looping = loop();
  const soFar = (): StaleReport => ({ writes, reads, failures: [...failures], stale: [...stale] });
  return {
    soFar,
    async stop() {
      stopped.abort();
      await looping;
      await Promise.all(underWay);
      return soFar();
    },
  };
};

const json = { 'content-type': 'application/json' } as const;

const stockOf = async (url: string, init: RequestInit = {}): Promise<number> => {
  const response = await fetch(url, init);
  const body = (await response.json()) as { readonly stock?: number; readonly error?: string };
  if (!response.ok) throw new HttpFailure(response.status, body.error);
  return body.stock ?? 0;
};

const textOf = (error: unknown): string => (error instanceof HttpFailure ? error.name : String(error));
