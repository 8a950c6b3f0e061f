import { setTimeout as wait } from 'node:timers/promises';

export interface StaleReport {
  readonly writes: number;
  readonly reads: number;
  readonly failed: number;
  /** Reads that gave less than a writer had been told of long enough before. */
  readonly stale: readonly string[];
}

export interface StaleWatch {
  soFar(): StaleReport;
  stop(): Promise<StaleReport>;
}

/** Other nodes of a cluster, and replicas of the table, have a write within this. Real time. */
const settledMs = 1_000;
const everyMs = 80;
const items = 12;

interface Told {
  readonly atMs: number;
  readonly stock: number;
}

/**
 * Adds to the stock of items of its own through one process and reads them through another, all the time: what is read may not be less
 * than what was acknowledged `settledMs` before the read began. Stock only grows.
 */
export const watchForStaleReads = (urls: () => readonly string[]): StaleWatch => {
  const told = new Map<string, Told[]>();
  const stale: string[] = [];
  const stopped = new AbortController();
  const underWay = new Set<Promise<void>>();
  let [writes, reads, failed, turn] = [0, 0, 0, 0];
  const ask = async (id: string, init: RequestInit = {}): Promise<number> => {
    turn += 1;
    const all = urls();
    const response = await fetch(`${all[turn % all.length]}/product/${id}`.concat(init.method ? '/stock' : ''), init);
    const body = (await response.json()) as { readonly stock?: number };
    if (!response.ok) throw new Error(`status ${response.status}: ${JSON.stringify(body)}`);
    return body.stock ?? 0;
  };
  const write = async (id: string): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const stock = await ask(id, { method: 'POST', headers, body: JSON.stringify({ add: 1 }) });
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
    const stock = await ask(id);
    reads += 1;
    if (stock < least) stale.push(`${id}: ${stock} was read, ${least} was written before`);
  };
  const begin = (call: Promise<void>): void => {
    const done: Promise<void> = call
      .catch(() => {
        failed += 1;
      })
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
  const soFar = (): StaleReport => ({ writes, reads, failed, stale: [...stale] });
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
