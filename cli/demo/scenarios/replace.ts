import { setTimeout as wait } from 'node:timers/promises';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { recordKey } from '../../../shared/fleet';
import { readRecord } from '../../../shared/handover';
import { clusterUsdPerMonth, listPrices } from '../../../shared/sizing';
import { usd } from '../../output';
import { serviceNames } from '../../session';
import { thousands } from '../live/minute-line';
import type { Live, Scenario } from '../live/scenario';
import { servedWell, soFar } from '../live/sights';
import { type StaleWatch, watchForStaleReads } from '../live/stale-watch';

const steps = {
  served: 'three processes serve traffic through the old cluster',
  begun: 'the hand-over begins: a larger cluster is created beside the old one',
  bridgeOld: 'phase 1: reads go to the table, writes through old',
  deploy: 'in the middle of it a process ends and another joins',
  bridgeNew: 'phase 2: nobody reads old any more, writes go through new',
  taken: 'phase 3: new has aged, reads and writes go through it',
  ended: 'the hand-over ends: the record names the new cluster, nothing was deleted',
  through: 'the traffic is served by the new cluster',
  flawless: 'no request failed and no read was stale',
  cost: 'what it costs is told, before and after',
} as const;

const machineName = 'daxpilot-replace-cluster';
const minuteMs = 60_000;
/** Real time between two looks at the record. */
const lookEveryMs = 400;
const [oldType, newType, nodes] = ['dax.r5.large', 'dax.r5.xlarge', 3] as const;

/** The brief's upgrade: from dax.r5.large to dax.r5.xlarge while people shop. */
export const replace: Scenario = {
  name: 'replace',
  summary: 'another node type under traffic: a new cluster takes over in phases, no request fails, no read is stale',
  setting: {
    nodes,
    nodeType: oldType,
    itemTtlMs: 5 * minuteMs,
    table: { mode: 'on-demand' },
    workload: { keys: 300, zipfAlpha: 0.9, readShare: 0.98, medianBytes: 1_000, bytesSigma: 0.5 },
    followers: 3,
    speed: 40,
    trafficScale: 50,
  },
  modelled: ['a read is stale if it gives less than was acknowledged a second of real time before it began'],
  steps: Object.values(steps),
  async play(live) {
    const { story, traffic, followers } = live;
    if (followers === undefined) throw new Error('this scenario needs processes that follow the record');
    await traffic.play({ name: 'steady', shape: { kind: 'steady', perSecond: 1_000 } });
    await live.see(steps.served, 10, servedWell(live));
    const before = soFar(live);
    const stale = watchForStaleReads(followers.urls);
    const handOver = await startHandOver(live);
    try {
      await live.see(steps.begun, 25, async () => {
        const { create, plan } = (await readItem(live)).work ?? {};
        return create === undefined ? undefined : `${plan?.new}: ${create.nodes} x ${create.nodeType}`;
      });
      await live.see(steps.bridgeOld, 40, () => inPhase(live, 1));
      await rollingDeploy(live);
      await live.see(steps.bridgeNew, 25, () => inPhase(live, 2));
      await live.see(steps.taken, 40, () => inPhase(live, 3));
      await live.see(steps.ended, 30, () => ended(live, handOver));
      const { old: serving } = await readItem(live);
      live.watchCluster(String(serving));
      const sinceMs = live.now();
      await live.see(steps.through, 10, () => {
        const minute = story.since(sinceMs + minuteMs).find(({ cluster }) => (cluster?.requestsPerSecond ?? 0) > 100);
        const rate = minute?.cluster?.requestsPerSecond ?? 0;
        return minute === undefined ? undefined : `${serving} serves ${thousands(rate)} req/s`;
      });
      await live.see(steps.flawless, 1, () => flawless(live, stale, before));
      await live.see(steps.cost, 1, () => costs(handOver));
    } finally {
      handOver.stop();
      await stale.stop();
    }
  },
};

interface HandOver {
  readonly startedMs: number;
  endedMs?: number;
  /** Undefined while it runs. */
  outcome(): Promise<
    { readonly outcome: string; readonly text: string; readonly leftBehind: string | null } | undefined
  >;
  stop(): void;
}

/** What `daxpilot replace` starts, with the input that it gives. */
async function startHandOver(live: Live): Promise<HandOver> {
  const { endpoint, region } = live.local.ready;
  const states = new SFNClient({ endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  const { stateMachines = [] } = await states.send(new ListStateMachinesCommand({ maxResults: 100 }));
  const stateMachineArn = stateMachines.find(({ name }) => name === machineName)?.stateMachineArn;
  const input = { target: live.cluster, kind: 'replace', nodeType: newType, reason: 'more memory' };
  live.say(`daxpilot replace ${live.cluster} --type ${newType} starts ${machineName} with ${JSON.stringify(input)}`);
  const { executionArn } = await states.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  const handOver: HandOver = {
    startedMs: live.now(),
    async outcome() {
      await wait(lookEveryMs);
      const { status, output, cause } = await states.send(new DescribeExecutionCommand({ executionArn }));
      if (status === 'RUNNING') return undefined;
      if (output === undefined) throw new Error(`${machineName} ended ${status}: ${cause}`);
      handOver.endedMs ??= live.now();
      return JSON.parse(output);
    },
    stop: () => states.destroy(),
  };
  return handOver;
}

interface RecordItem {
  readonly phase?: number;
  readonly old?: string | null;
  readonly work?: {
    readonly plan?: { readonly new: string | null };
    readonly create?: { readonly nodes: number; readonly nodeType: string };
  };
}

async function readItem({ stage, cluster }: Live): Promise<RecordItem> {
  await wait(lookEveryMs);
  const Key = marshall(recordKey(cluster));
  const { Item } = await stage.dynamodb.send(
    new GetItemCommand({ TableName: serviceNames.ledger, Key, ConsistentRead: true }),
  );
  return Item === undefined ? {} : unmarshall(Item);
}

async function inPhase(live: Live, phase: number): Promise<string | undefined> {
  const reading = readRecord(await readItem(live));
  if (reading.kind !== 'record' || reading.record.phase !== phase) return undefined;
  const { epoch, old, new: next } = reading.record;
  return `record ${epoch}: old ${old}, new ${next}, phase ${phase}`;
}

async function rollingDeploy(live: Live): Promise<void> {
  const { followers } = live;
  const joined = await followers?.join();
  const left = await followers?.leave();
  await live.see(steps.deploy, 5, () => `process ${joined?.pid} joined, process ${left?.pid} ended`);
}

async function ended(live: Live, handOver: HandOver): Promise<string | undefined> {
  const result = await handOver.outcome();
  if (result === undefined) return undefined;
  if (result.outcome !== 'replaced') throw new Error(`the hand-over ended ${result.outcome}: ${result.text}`);
  const { old } = await readItem(live);
  return `${result.outcome}: ${old} serves, ${result.leftBehind} is left until somebody approves its deletion`;
}

function flawless(live: Live, watch: StaleWatch, before: { readonly done: number; readonly failed: number }) {
  const { done, failed } = soFar(live);
  const { reads, writes, stale, failed: lost } = watch.soFar();
  const text = `${done - before.done} requests answered, ${failed - before.failed} failed; checked: ${writes} writes, ${reads} reads, ${lost} failed, ${stale.length} stale`;
  if (failed > before.failed || lost > 0 || stale.length > 0) {
    throw new Error(
      `${text} ${stale.slice(0, 3).join('; ')} ${JSON.stringify(live.traffic.lastSecond()?.errors ?? {})}`,
    );
  }
  return done > before.done && reads > 0 && writes > 0 ? text : undefined;
}

/** Both clusters are paid for until the old one is deleted. */
function costs({ startedMs, endedMs = startedMs }: HandOver): string | undefined {
  const [before, after] = [oldType, newType].map((type) => clusterUsdPerMonth(listPrices, type, nodes));
  if (before == null || after == null) return undefined;
  const minutes = (endedMs - startedMs) / minuteMs;
  const both = (after / 730) * (minutes / 60);
  return `${usd(before)} -> ${usd(after)} a month; the hand-over took ${minutes.toFixed(0)} min and $${both.toFixed(2)} for the second cluster`;
}
