import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { Canary } from './calls/canary';
import { type Clock, wallClock } from './calls/clock';
import { ConcurrencyCap } from './calls/concurrency-cap';
import { Engine } from './calls/engine';
import type { EngineParts } from './calls/engine-settings';
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

export interface Access {
  /** The document client. */
  readonly document: DaxDocument;
  /** The low-level client. */
  readonly dynamodb: DaxDynamoDb;
  /** Resolves when calls can be routed and a node can be reached. Not needed: the first call waits as well. */
  ready(withinMs?: number): Promise<void>;
  state(): AccessState;
  /** Ends timers and connections; calls under way are given their time. */
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
}

/** Opens the way to DAX and to the table behind it. Wrong options are an `AccessOptionsError` that lists all of them. */
export function openAccess(options: AccessOptions): Access {
  const settings = settingsOf(options);
  const clock: Clock = options.testing?.clock ?? wallClock;
  const random = options.testing?.random ?? Math.random;
  const { observer } = options;
  const config: DynamoDBClientConfig = {
    region: settings.region,
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    ...options.dynamodb,
  };
  const table = options.testing?.table ?? new SdkTableClient(config);
  const ordinary = new DynamoDBClient(config);
  const around = new AroundKeys(settings.maxKeys, clock);
  const parts: EngineParts = {
    table,
    around,
    keyNames: new KeyNames(options.keys),
    fallbackCap: new ConcurrencyCap(settings.maxConcurrentReads, clock),
    clock,
    random,
    observer,
  };
  const canary = new Canary(settings.canaryShare, random, observer);
  const routes: RouteSource = routeSourceOf(options, settings, { clock, random, observer, ordinary });
  const engine = new Engine(routes, parts, settings, canary);
  const dispatch = new Dispatch(engine, new Translator(options.translate), (command, sendOptions) =>
    ordinary.send(command, sendOptions),
  );
  return {
    document: new DaxDocument(ordinary, options.translate, dispatch),
    dynamodb: new DaxDynamoDb(config, dispatch),
    ready: async (withinMs = settings.deadlineMs) => {
      const route = await routes.known(withinMs);
      await (route.reads ?? route.writes)?.ready(withinMs);
    },
    state: () => {
      const route = routes.current();
      const clusters = [route?.reads, route?.writes].filter((cluster) => cluster !== undefined);
      return {
        breakers: Object.fromEntries(clusters.map(({ name, breaker }) => [name, breaker.state.kind])),
        fallbackReady: canary.ready,
        keysReadAround: around.size,
        everythingReadAround: around.overflowing,
        itemTtlMs: route?.itemTtlMs,
      };
    },
    close: async () => {
      engine.close();
      await routes.close();
      table.close();
      ordinary.destroy();
    },
  };
}
