import {
  type LoadReport,
  type LoadSecond,
  runLoad,
  type Shape,
  type Sink,
} from '../../../examples/products-service/load';
import type { Phase, Population } from './scenario';

export interface TrafficTotals {
  readonly done: number;
  readonly failed: number;
  readonly leftOut: number;
  readonly reads: number;
  readonly writes: number;
  readonly errors: Readonly<Record<string, number>>;
  readonly phases: readonly PhaseReport[];
}

export interface PhaseReport extends LoadReport {
  readonly phase: string;
}

export interface Traffic {
  /** Ends the phase before and begins this one. */
  play(phase: Phase): Promise<void>;
  /** The last whole second of real time. */
  lastSecond(): LoadSecond | undefined;
  /** Requests that failed since the traffic began. */
  failedSoFar(): number;
  doneSoFar(): number;
  /** Ends the traffic and waits for what is under way. */
  stop(): Promise<TrafficTotals>;
}

/** As many as the sink has connections: what is late is left out and counted, and does not queue up. */
const maxConcurrent = 64;

/** Seeded traffic in phases. One real request stands for `trafficScale` requests. */
export const createTraffic = (input: {
  readonly sink: Sink;
  readonly seed: number;
  readonly speed: number;
  readonly trafficScale: number;
  readonly population: Population;
  readonly keyTrace?: Uint8Array | undefined;
}): Traffic => {
  const reports: PhaseReport[] = [];
  let running: { readonly abort: AbortController; readonly ended: Promise<void> } | undefined;
  let last: LoadSecond | undefined;
  let failed = 0;
  let done = 0;
  const end = async (): Promise<void> => {
    running?.abort.abort();
    await running?.ended;
    running = undefined;
  };
  return {
    async play({ name, shape, workload }) {
      await end();
      const abort = new AbortController();
      const ended = runLoad({
        workload: {
          ...input.population,
          ...workload,
          seed: input.seed + reports.length,
          shape: real(shape, input),
        },
        sink: input.sink,
        maxConcurrent,
        lastsMs: Number.POSITIVE_INFINITY,
        signal: abort.signal,
        ...(input.keyTrace === undefined ? {} : { keyTrace: input.keyTrace }),
        onSecond: (second) => {
          last = second;
          failed += second.failed;
          done += second.done;
        },
      }).then((report) => {
        reports.push({ phase: name, ...report });
      });
      running = { abort, ended };
    },
    lastSecond: () => last,
    failedSoFar: () => failed,
    doneSoFar: () => done,
    async stop() {
      await end();
      return totalsOf(reports);
    },
  };
};

/** Fewer requests than are asked for, in less time than on the platform's clock. */
const real = (
  shape: Shape,
  { speed, trafficScale }: { readonly speed: number; readonly trafficScale: number },
): Shape => {
  const entries = Object.entries(shape).map(([name, value]) => {
    if (typeof value !== 'number') return [name, value];
    return [name, value / (name.endsWith('PerSecond') || name === 'perSecond' ? trafficScale : speed)];
  });
  return Object.fromEntries(entries) as Shape;
};

const totalsOf = (phases: readonly PhaseReport[]): TrafficTotals => {
  const sum = (part: (report: PhaseReport) => number): number => phases.reduce((all, one) => all + part(one), 0);
  const errors: Record<string, number> = {};
  for (const { errors: some } of phases)
    for (const [name, count] of Object.entries(some)) errors[name] = (errors[name] ?? 0) + count;
  return {
    done: sum(({ done }) => done),
    failed: sum(({ failed }) => failed),
    leftOut: sum(({ leftOut }) => leftOut),
    reads: sum(({ reads }) => reads),
    writes: sum(({ writes }) => writes),
    errors,
    phases,
  };
};
