import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DAXClient } from '@aws-sdk/client-dax';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DisableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { startLocal } from '@daxpilot/local';
import type { Role } from '../../local/boot/role-store';
import type { LogLine } from '../../local/kernel/service';
import { packagedCopy } from './packaged-copy';

export const minuteMs = 60_000;
export const startMs = Date.UTC(2026, 10, 24, 12, 0, 5);

/** A fault as `/_daxpilot/faults` takes it. */
export type Fault = Readonly<Record<string, unknown>>;

export interface UsedRight {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

export interface Message {
  readonly subject?: string;
  readonly message: string;
}

/** The packaged service on the local platform, its clock stopped: stock clients over the socket, and the platform's control calls. */
export interface AService {
  /** Where the packaged copy lies. */
  readonly folder: string;
  readonly endpoint: string;
  readonly machines: { readonly rightsize: string; readonly recovery: string; readonly review: string };
  readonly clients: {
    readonly cloudwatch: CloudWatchClient;
    readonly dax: DAXClient;
    readonly dynamodb: DynamoDBClient;
    readonly events: EventBridgeClient;
    readonly states: SFNClient;
  };
  /** Everything that is due on the way runs at its time. */
  advance(ms: number): Promise<void>;
  now(): Promise<number>;
  control(path: string, body?: unknown): Promise<unknown>;
  faults(...faults: readonly Fault[]): Promise<void>;
  /** How often each fault struck, in the order in which they were set. */
  struck(): Promise<readonly number[]>;
  clearFaults(): Promise<void>;
  /** Notices of the service. Those of CloudWatch about the alarms on the service itself are left out. */
  messages(): Promise<readonly Message[]>;
  /** Changes of clusters and tables since the last `forget`, as the platform's log tells them: `products 3 -> 5`. */
  changes(): readonly string[];
  forgetChanges(): void;
  /** Everything that the service's roles have called so far. */
  used(): Promise<readonly UsedRight[]>;
  /** What they asked for and were refused. */
  denied(): Promise<readonly UsedRight[]>;
  /** Every role of the templates, with its policies. */
  readonly roles: readonly Role[];
  stop(): Promise<void>;
}

/** Default: nothing but what the test itself starts wakes the service, as if every alarm and every schedule were lost. */
export interface Options {
  readonly wokenBy?: readonly ('alarms' | 'schedules')[];
  /** In the place of `daxpilot.yml`; its targets are `products` and `orders` too. */
  readonly config?: string;
  /** A template that is deployed before the service. */
  readonly bootstrap?: string;
  /** Where the template of the package is to be another than the packager wrote. */
  readonly folder?: string;
  /** Virtual time at which everything is up. Default: `startMs`. */
  readonly startsAtMs?: number;
}

const wakers = {
  alarms: ['daxpilot-alarm'],
  schedules: ['daxpilot-schedule-products', 'daxpilot-schedule-orders', 'daxpilot-review'],
} as const;

export async function aService(options: Options = {}): Promise<AService> {
  const { wokenBy = [], startsAtMs = startMs, config, bootstrap } = options;
  const folder = options.folder ?? (await packagedCopy(config));
  const changes: string[] = [];
  const local = await startLocal({
    port: 0,
    daxPort: 0,
    serviceDir: folder,
    ...(bootstrap === undefined ? {} : { bootstrap }),
    clockStartMs: startsAtMs,
    onLine: (line) => changes.push(...changeIn(line)),
  });
  const { endpoint, region, stateMachines } = local.ready;
  const control = controlCalls(endpoint);
  await control('clock', { paused: true });
  const place = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const clients = {
    cloudwatch: new CloudWatchClient(place),
    dax: new DAXClient(place),
    dynamodb: new DynamoDBClient(place),
    events: new EventBridgeClient(place),
    states: new SFNClient(place),
  };
  for (const waker of ['alarms', 'schedules'] as const) {
    if (wokenBy.includes(waker)) continue;
    for (const Name of wakers[waker]) await clients.events.send(new DisableRuleCommand({ Name }));
  }
  return {
    folder,
    endpoint,
    machines: {
      rightsize: stateMachines.rightsize ?? '',
      recovery: stateMachines.recovery ?? '',
      review: stateMachines.review ?? '',
    },
    clients,
    control,
    advance: async (ms) => {
      await control('clock', { advanceMs: ms });
    },
    now: async () => Date.parse(((await control('clock')) as { readonly now: string }).now),
    faults: async (...faults) => {
      await control('faults', faults);
    },
    struck: async () => ((await control('faults')) as readonly { readonly fired: number }[]).map(({ fired }) => fired),
    clearFaults: async () => {
      await fetch(`${endpoint}/_daxpilot/faults`, { method: 'DELETE' });
    },
    changes: () => [...changes],
    forgetChanges: () => {
      changes.length = 0;
    },
    // A target that was never looked at is told of by an alarm on daxpilot itself, which has tests of its own.
    messages: async () =>
      ((await control('messages')) as readonly Message[]).filter(
        ({ subject = '' }) => !subject.includes('daxpilot-self/'),
      ),
    used: async () => (await control('iam')) as readonly UsedRight[],
    denied: async () => (await control('iam-denied')) as readonly UsedRight[],
    roles: local.roles.list(),
    stop: async () => {
      for (const client of Object.values(clients)) client.destroy();
      await local.stop();
    },
  };
}

function changeIn({ event, fields }: LogLine): readonly string[] {
  switch (event) {
    case 'dax.nodes.adding':
    case 'dax.nodes.removing':
      return [`${fields.clusterName} ${fields.from} -> ${fields.to}`];
    case 'dax.cluster.creating':
    case 'dax.cluster.deleting':
      return [`${event} ${fields.clusterName}`];
    case 'dynamodb.table.updating':
    case 'dynamodb.table.creating':
    case 'dynamodb.table.deleting':
      return fields.table === 'daxpilot-ledger' ? [] : [`${event} ${fields.table}`];
    default:
      return [];
  }
}

const controlCalls = (endpoint: string) => async (path: string, body?: unknown) => {
  const answer = await fetch(
    `${endpoint}/_daxpilot/${path}`,
    body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
  );
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${text}`);
  return JSON.parse(text) as unknown;
};
