import { DescribeTableCommand, DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { BatchParts } from './batch/batch-parts';
import { getMany, type ManyWrite, writeMany } from './batch/many';
import { Canary } from './calls/canary';
import { type Clock, wallClock } from './calls/clock';
import { Coalescer } from './calls/coalescer';
import { ConcurrencyCap } from './calls/concurrency-cap';
import { type CallOptions, Engine } from './calls/engine';
import type { EngineParts } from './calls/engine-settings';
import type { Observer } from './calls/observation';
import { DaxDocument } from './document/dax-document';
import { DaxDynamoDb } from './document/dax-dynamodb';
import { Dispatch } from './document/dispatch';
import { Translator } from './document/translator';
import type { RouteSource } from './endpoint/route';
import { routeSourceOf } from './endpoint/route-source';
import type { AccessOptions } from './options/options';
import { settingsOf } from './options/settings';
import { AroundKeys } from './stale/around-keys';
import { KeyNames } from './stale/key-names';
import { SdkTableClient } from './table/table-client';
import { CloudWatchObserver } from './telemetry/cloud-watch';
import { EmfObserver } from './telemetry/emf';
import { together } from './telemetry/observers';
import { OpenTelemetryObserver } from './telemetry/open-telemetry';
import { Versioned, type VersionedOptions } from './versioned/versioned';
import { type HotKeySampler, hotKeySamplerOf } from './warming/hot-key-sampler';
import { type Warmed, type WarmOptions, warm } from './warming/warm';

type Native = Readonly<Record<string, unknown>>;

export interface Access {
  /** The document client. */
  readonly document: DaxDocument;
  /** The low-level client. */
  readonly dynamodb: DaxDynamoDb;
  /** Items of one table in the order of their keys, any number of them; undefined where there is none. */
  getMany(
    table: string,
    keys: readonly Native[],
    options?: CallOptions,
  ): Promise<readonly (Record<string, unknown> | undefined)[]>;
  /** Any number of puts and deletes of different items. */
  writeMany(table: string, writes: readonly ManyWrite[], options?: CallOptions): Promise<void>;
  /** Has the cluster cache these items. */
  warm(table: string, keys: readonly Native[], options?: WarmOptions): Promise<Warmed>;
  /** Optimistic writes by a version attribute. */
  versioned(options: VersionedOptions): Versioned;
  /** Resolves when calls can be routed and a node can be reached. Not needed: the first call waits as well. */
  ready(withinMs?: number): Promise<void>;
  state(): AccessState;
  /** Ends timers and connections; calls under way end on their own. */
  close(): Promise<void>;
}

export interface AccessState {
  /** Per cluster that is in use. */
  readonly breakers: Readonly<Record<string, 'closed' | 'open' | 'half-open'>>;
  /** Undefined until a canary has come back. */
  readonly fallbackReady: boolean | undefined;
  /** Items that are read around DAX now. */
  readonly keysReadAround: number;
  readonly everythingReadAround: boolean;
  readonly itemTtlMs: number | undefined;
  /** Of the endpoint record, or 0. */
  readonly epoch: number | undefined;
}

const PARALLEL_REQUESTS = 8;

/** Opens the way to DAX and to the table behind it. Wrong options are an `AccessOptionsError` that lists all of them. */
export function openAccess(options: AccessOptions): Access {
  const settings = settingsOf(options);
  const clock: Clock = options.testing?.clock ?? wallClock;
  const random = options.testing?.random ?? Math.random;
  const { openTelemetry = true, emf, cloudWatch } = options.telemetry ?? {};
  const emfObserver = emf === undefined ? undefined : new EmfObserver(emf, clock);
  const cloudWatchObserver =
    cloudWatch === undefined
      ? undefined
      : new CloudWatchObserver(cloudWatch, clock, (error) => observer?.event({ kind: 'metrics-unsent', error }));
  const observer: Observer | undefined = together(
    [options.observer, emfObserver, cloudWatchObserver, openTelemetry ? new OpenTelemetryObserver() : undefined].filter(
      (one) => one !== undefined,
    ),
  );
  const config: DynamoDBClientConfig = {
    region: settings.region,
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    ...options.dynamodb,
  };
  const table = options.testing?.table ?? new SdkTableClient(config);
  const ordinary = new DynamoDBClient(config);
  const around = new AroundKeys(settings.maxKeys, clock);
  const keyNames = new KeyNames(options.keys, async (TableName) => {
    const { Table } = await ordinary.send(new DescribeTableCommand({ TableName }));
    return Table?.KeySchema?.map(({ AttributeName = '' }) => AttributeName);
  });
  const fallbackCap = new ConcurrencyCap(settings.maxConcurrentReads, clock);
  const hotKeys: HotKeySampler | undefined = hotKeySamplerOf(options, clock, random);
  const parts: EngineParts = { table, around, keyNames, fallbackCap, hotKeys, clock, random, observer };
  const canary = new Canary(settings.canaryShare, random, observer);
  const routes: RouteSource = routeSourceOf(options, settings, {
    clock,
    random,
    observer,
    ordinary,
    lastWriteAroundAtMs: () => around.lastAddedAtMs,
    hotKeys,
  });
  const coalescer = settings.coalesce
    ? new Coalescer(() => observer?.event({ kind: 'coalesced', operation: 'getItem' }))
    : undefined;
  const engine = new Engine(routes, parts, settings, canary, coalescer);
  const translator = new Translator(options.translate);
  const batches: BatchParts = {
    engine,
    keyNames,
    clock,
    random,
    deadlineMs: settings.deadlineMs,
    parallel: PARALLEL_REQUESTS,
  };
  const dispatch = new Dispatch(engine, batches, translator, (command, sendOptions) =>
    ordinary.send(command, sendOptions),
  );
  const document = new DaxDocument(ordinary, options.translate, dispatch);
  const { deadlineMs, repeatAmbiguous } = settings;
  return {
    document,
    dynamodb: new DaxDynamoDb(config, dispatch),
    getMany: (name, keys, callOptions) => getMany(batches, translator, name, keys, callOptions),
    writeMany: (name, writes, callOptions) => writeMany(batches, translator, name, writes, callOptions),
    warm: (name, keys, warmOptions) => warm(engine, translator, name, keys, warmOptions),
    versioned: (versionedOptions) =>
      new Versioned({ document, clock, random, deadlineMs, repeatAmbiguous }, versionedOptions),
    ready: async (withinMs = deadlineMs) => {
      const route = await routes.known(withinMs);
      await (route.reads ?? route.writes)?.ready(withinMs);
    },
    state: () => stateOf(routes, canary, around),
    close: async () => {
      engine.close();
      emfObserver?.close();
      await cloudWatchObserver?.close();
      await routes.close();
      table.close();
      ordinary.destroy();
    },
  };
}

function stateOf(routes: RouteSource, canary: Canary, around: AroundKeys): AccessState {
  const route = routes.current();
  const clusters = [route?.reads, route?.writes].filter((cluster) => cluster !== undefined);
  return {
    breakers: Object.fromEntries(clusters.map(({ name, breaker }) => [name, breaker.state.kind])),
    fallbackReady: canary.ready,
    keysReadAround: around.size,
    everythingReadAround: around.overflowing,
    itemTtlMs: route?.itemTtlMs,
    epoch: route?.calls.epoch,
  };
}
