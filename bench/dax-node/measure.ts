import { performance } from 'node:perf_hooks';
import type { Call, Subject } from './subjects';

/** One line of the table: medians over the slices in which the subject was measured. */
export interface Row {
  readonly scenario: string;
  readonly concurrency: number;
  readonly perSecond: number;
  readonly p50Us: number;
  readonly p99Us: number;
  /** CPU of the whole process (all of its threads) per call. */
  readonly serverCpuUs: number;
  readonly clientCpuUs: number;
  readonly serverCpuPercent: number;
}
type Figures = Omit<Row, 'scenario' | 'concurrency'>;

export interface Plan {
  readonly concurrency: number;
  readonly slices: number;
  readonly sliceMs: number;
  serverCpu(): Promise<NodeJS.CpuUsage>;
}

/** Unmeasured calls at the beginning of each slice. */
const SETTLE_MS = 50;

/** Slices of the subjects in turn, so that whatever else the machine does falls on all of them alike. */
export async function measureInTurn(subjects: readonly Subject[], plan: Plan): Promise<readonly Row[]> {
  const figures = subjects.map((): Figures[] => []);
  for (let slice = 0; slice < plan.slices; slice += 1) {
    for (const [at, { call }] of subjects.entries()) {
      const calls = numbered(call);
      await keepCalling(calls, plan.concurrency, SETTLE_MS);
      figures[at]?.push(await measured(calls, plan, plan.sliceMs));
    }
  }
  return subjects.map(({ name }, at) => ({
    scenario: name,
    concurrency: plan.concurrency,
    ...medians(figures[at] ?? []),
  }));
}

/** For subjects that have only so many calls. */
export async function measureOnce(subject: Subject, plan: Plan): Promise<Row> {
  const figures = await measured(numbered(subject.call, subject.calls), plan, plan.sliceMs * plan.slices);
  return { scenario: subject.name, concurrency: plan.concurrency, ...figures };
}

/** Calls until the time is over, and gives the latencies in ms. */
export async function keepCalling(call: NumberedCall, concurrency: number, forMs: number): Promise<number[]> {
  const latencies: number[] = [];
  const untilMs = performance.now() + forMs;
  const loop = async (): Promise<void> => {
    for (let started = performance.now(); started < untilMs; ) {
      const under = call();
      if (under === undefined) return;
      await under;
      const ended = performance.now();
      latencies.push(ended - started);
      started = ended;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
  return latencies;
}

export type NumberedCall = () => Promise<unknown> | undefined;

export function numbered(call: Call, limit = Number.POSITIVE_INFINITY): NumberedCall {
  let next = 0;
  return () => {
    if (next >= limit) return undefined;
    next += 1;
    return call(next - 1);
  };
}

async function measured(call: NumberedCall, plan: Plan, forMs: number): Promise<Figures> {
  const serverBefore = await plan.serverCpu();
  const clientBefore = process.cpuUsage();
  const started = performance.now();
  const latencies = await keepCalling(call, plan.concurrency, forMs);
  const elapsedMs = performance.now() - started;
  const clientUs = usedUs(process.cpuUsage(clientBefore));
  const serverUs = usedUs(await plan.serverCpu()) - usedUs(serverBefore);
  latencies.sort((left, right) => left - right);
  const at = (ratio: number): number => (latencies[Math.floor((latencies.length - 1) * ratio)] ?? 0) * 1000;
  return {
    perSecond: (latencies.length / elapsedMs) * 1000,
    p50Us: at(0.5),
    p99Us: at(0.99),
    serverCpuUs: serverUs / latencies.length,
    clientCpuUs: clientUs / latencies.length,
    serverCpuPercent: serverUs / 10 / elapsedMs,
  };
}

function usedUs({ user, system }: NodeJS.CpuUsage): number {
  return user + system;
}

function medians(slices: readonly Figures[]): Figures {
  const of = (name: keyof Figures): number => {
    const values = slices.map((figures) => figures[name]).sort((left, right) => left - right);
    return values[Math.floor(values.length / 2)] ?? Number.NaN;
  };
  return {
    perSecond: of('perSecond'),
    p50Us: of('p50Us'),
    p99Us: of('p99Us'),
    serverCpuUs: of('serverCpuUs'),
    clientCpuUs: of('clientCpuUs'),
    serverCpuPercent: of('serverCpuPercent'),
  };
}
