import { type ProcessState, processItem, processKey, recordKey } from '../fleet';
import { PortError } from '../flow';
import { AFlow } from '../flow/a-flow';
import { type EndpointRecord, readRecord, recordOf, routesOf, stepBetween } from '../handover';
import { sum } from './counters';
import type { Counters, DescribedCluster, NewCluster, ReplaceFlow } from './ports';
import { type ReplaceFunction, runReplace } from './steps';

const minuteMs = 60_000;
const retries = 12;
const retryMs = 10_000;

/** A world in memory for the tests of this room: clusters with their counters, processes that follow the record or do not, and time. */
export class AHandOver {
  readonly flow = new AFlow();
  readonly clusters = new Map<string, DescribedCluster & { readonly tags: Readonly<Record<string, string>> }>();
  readonly created: NewCluster[] = [];
  /** Inputs of executions of replace-cluster that a recovery has started. */
  readonly started: object[] = [];
  readonly removed: string[] = [];
  /** Stages in the order in which they were seen, and what was waited for. */
  readonly stages: string[] = [];
  readonly texts: string[] = [];
  /** Clusters that are sent reads by somebody who does not follow. */
  readonly stubborn = new Set<string>();
  /** Begins of minutes, counted from the first, whose CPU datapoint is lost for good. */
  readonly lostMinutes = new Set<number>();
  /** What the process says when it is asked to warm; undefined: it never comes to the end of its keys. */
  warms: { readonly keys: number; readonly failed: number } | undefined = { keys: 40, failed: 1 };
  /** The ledger cannot be reached by the machine until then. */
  ledgerDownUntilMs = 0;
  /** Thrown by CreateCluster. */
  createFails: Error | undefined;
  readUnits = 40_000;
  /** Why read capacity cannot be raised. */
  raiseIsRefused: string | undefined;
  raiseFails: Error | undefined;
  giveBackFails: Error | undefined;
  readonly capacityCalls: string[] = [];
  nowMs = Date.UTC(2026, 10, 24, 12);
  /** Looks of the process at a record that asks for warming. */
  asked = 0;
  private followed: EndpointRecord | undefined;
  /** When a cluster was last sent reads, and writes. */
  private readonly read = new Map<string, number>();
  private readonly written = new Map<string, number>();
  private readonly begin = this.nowMs;

  constructor(
    readonly record: object | undefined = recordOf('old', {
      target: 'products',
      epoch: 1,
      itemTtlMs: 300_000,
      old: 'products',
      new: null,
    }),
  ) {
    this.add({ name: 'products' });
  }

  add(
    parts: Partial<DescribedCluster> & { readonly name: string; readonly tags?: Readonly<Record<string, string>> },
  ): void {
    this.clusters.set(parts.name, {
      arn: `arn:aws:dax:us-east-1:123456789012:cache/${parts.name}`,
      status: 'available',
      statusText: 'available',
      nodeType: 'dax.r5.large',
      nodes: 3,
      itemTtlMs: 300_000,
      roleArn: 'arn:aws:iam::123456789012:role/dax',
      parameterGroup: 'group',
      subnetGroup: 'subnets',
      securityGroups: ['sg-1'],
      encrypted: true,
      tls: false,
      tags: {},
      createdAtMs: this.begin - 600 * minuteMs,
      ...parts,
    });
  }

  readonly replace: ReplaceFlow = {
    flow: { ...this.flow, ledger: this.unsteadyLedger() },
    wallMs: () => this.nowMs,
    start: async (input) => {
      this.started.push(input);
      return `arn:started:${this.started.length}`;
    },
    clusters: {
      describe: async (name) => this.clusters.get(name),
      counters: async (name, fromMs, nowMs) => this.counters(name, fromMs, nowMs),
      tags: async (arn) => [...this.clusters.values()].find((one) => one.arn === arn)?.tags ?? {},
      create: async (cluster) => {
        if (this.createFails !== undefined) throw this.createFails;
        this.created.push(cluster);
        this.add({ ...cluster, createdAtMs: this.nowMs });
      },
      remove: async (name) => {
        this.removed.push(name);
        this.clusters.delete(name);
      },
      capacity: async () => [{ name: 'products', readUnits: this.readUnits, isIndex: false }],
    },
    reads: {
      plan: async (wanted) =>
        this.raiseIsRefused === undefined
          ? {
              kind: 'can',
              raised: wanted.map(({ name, readUnits: to }) => ({ kind: 'units', name, before: this.readUnits, to })),
            }
          : { kind: 'cannot', why: this.raiseIsRefused },
      raise: async ([one]) => {
        if (this.raiseFails !== undefined) throw this.raiseFails;
        this.capacityCalls.push('raise');
        if (one?.kind === 'units') this.readUnits = one.to;
      },
      giveBack: async ([one]) => {
        if (this.giveBackFails !== undefined) throw this.giveBackFails;
        this.capacityCalls.push('give back');
        if (one?.kind === 'units' && this.readUnits === one.to) this.readUnits = one.before;
      },
    },
  };

  private unsteadyLedger(): AFlow['ledger'] {
    return new Proxy(this.flow.ledger, {
      get: (ledger, name, receiver) => {
        const member: unknown = Reflect.get(ledger, name, receiver);
        if (typeof member !== 'function') return member;
        return async (...given: readonly unknown[]) => {
          if (this.nowMs < this.ledgerDownUntilMs)
            throw new PortError('aws.unreachable', 'the ledger does not answer', true, 'no');
          return member.apply(ledger, given) as unknown;
        };
      },
    });
  }

  /** Runs an execution as the machine does, processes following all the time unless they lag. */
  async run(input: object, { lags = false, most = 2_000 }: { readonly lags?: boolean; readonly most?: number } = {}) {
    if (this.record !== undefined && (await this.flow.ledger.read(recordKey('products'))) === undefined)
      await this.flow.ledger.update({ key: recordKey('products'), set: this.record as never });
    const execution = `arn:${this.flow.started.length}:${JSON.stringify(input)}`;
    await this.follow(lags);
    const call = async (fn: ReplaceFunction, step: string, more: object = {}): Promise<object> => {
      // A retry has the `now` of the first attempt, as in Step Functions.
      const payload = { schemaVersion: 1, step, execution, now: new Date(this.nowMs).toISOString(), input, ...more };
      for (let tries = 1; ; tries += 1) {
        try {
          return await runReplace(this.replace, fn, payload);
        } catch (error) {
          if (!(error instanceof PortError) || !error.retryable || tries > retries) throw error;
          this.nowMs += retryMs;
        }
      }
    };
    const admission = (await call('replace-control', 'admit', { resume: null })) as {
      readonly kind: string;
      readonly seen: number;
    };
    if (admission.kind !== 'admitted') return admission as never;
    let result = (await call('replace-control', 'turn')) as Result;
    for (let turns = 0; turns < most && result.kind !== 'ended'; turns += 1) {
      if (result.kind === 'wait') {
        this.note(result);
        this.nowMs += (result.seconds ?? 0) * 1_000;
        await this.follow(lags);
        result = (await call('replace-control', 'turn')) as Result;
      } else if (result.kind === 'capacity')
        result = (await call('replace-capacity', 'capacity', { to: result.to })) as Result;
      else if (result.kind === 'create') result = (await call('replace-create', 'create')) as Result;
      else result = (await call('replace-delete', 'delete')) as Result;
    }
    if (result.kind === 'ended') await call('replace-control', 'release', { seen: admission.seen });
    return result;
  }

  private note({ stage, text = '' }: Result): void {
    if (stage && this.stages.at(-1) !== stage) this.stages.push(stage);
    if (this.texts.at(-1) !== text) this.texts.push(text);
  }

  /** A process that takes each record as it comes, and uses what it routes to. */
  private async follow(lags: boolean): Promise<void> {
    const reading = readRecord(await this.flow.ledger.read(recordKey('products')));
    if (reading.kind === 'record' && !lags) {
      const { record } = reading;
      const step = this.followed === undefined ? 'step' : stepBetween(this.followed, record).kind;
      if (step === 'refused') throw new Error('the process refuses the record');
      this.followed = record;
    }
    this.followed ??= reading.kind === 'record' ? reading.record : undefined;
    const { followed } = this;
    if (followed === undefined) return;
    const isAsked =
      reading.kind === 'record' && reading.record.warm === true && reading.record.epoch === followed.epoch;
    if (isAsked) this.asked += 1;
    const state: ProcessState = {
      ...(isAsked && this.warms !== undefined ? { warmed: { epoch: followed.epoch, ...this.warms } } : {}),
      target: 'products',
      processId: 'p1',
      epoch: followed.epoch,
      phase: followed.phase,
      openEarlier: 0,
      givenUpEarlier: 0,
      leaseUntilMs: this.nowMs + 120_000,
    };
    const { pk, sk, ...set } = processItem(processKey('products', 'p1'), state);
    await this.flow.ledger.update({ key: { pk, sk }, set: set as never });
    const { reads, writes, writesHeld } = routesOf(followed);
    if (reads !== null) this.read.set(reads, this.nowMs);
    if (writes !== null && !writesHeld) this.written.set(writes, this.nowMs);
    for (const name of this.stubborn) this.read.set(name, this.nowMs);
  }

  /** A busy cluster counts in each minute up to the last in which it was used. */
  private counters(name: string, fromMs: number, nowMs: number): Counters {
    const cpu = new Map<number, number>();
    const reads = new Map<number, number>();
    const writes = new Map<number, number>();
    const createdAtMs = this.clusters.get(name)?.createdAtMs ?? nowMs;
    for (
      let at = Math.ceil(Math.max(fromMs, createdAtMs) / minuteMs) * minuteMs;
      at + minuteMs <= nowMs;
      at += minuteMs
    ) {
      if (!this.lostMinutes.has((at - this.begin) / minuteMs)) cpu.set(at, 30);
      if (at <= (this.read.get(name) ?? -1)) reads.set(at, 60_000);
      if (at <= (this.written.get(name) ?? -1)) writes.set(at, 600);
    }
    const none = new Map<number, number>();
    return { cpu, requests: sum(reads, writes), reads, queries: none, writes, connections: none };
  }
}

interface Result {
  readonly kind: string;
  readonly seconds?: number;
  readonly to?: string;
  readonly stage?: string | null;
  readonly text?: string;
  readonly outcome?: string;
  readonly reasonCode?: string | null;
  readonly leftBehind?: string | null;
}
