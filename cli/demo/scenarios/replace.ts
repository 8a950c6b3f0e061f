import { setTimeout as wait } from 'node:timers/promises';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { recordKey } from '../../../shared/fleet';
import { readRecord } from '../../../shared/handover';
import { clusterUsdPerMonth, hoursPerMonth, listPrices, requestUnitUsd } from '../../../shared/sizing';
import { replaceMachineArn } from '../../hand-over/machine';
import { usd } from '../../output';
import { serviceNames } from '../../session';
import { followHandOver, type HandOver } from '../live/hand-over';
import { renderTimeline, type SeenStage } from '../live/hand-over-timeline';
import { thousands } from '../live/minute-line';
import type { Live, Scenario } from '../live/scenario';
import { servedWell } from '../live/sights';
import { type StaleWatch, watchForStaleReads } from '../live/stale-watch';
import { clockText } from '../narrator';
import { seeCluster } from '../stage';

const steps = {
  served: 'three processes serve traffic through the old cluster, one of them slow to follow',
  begun: 'the hand-over begins: a larger cluster is created beside the old one',
  killed: 'a process is killed, without a good-bye',
  bridgeOld: 'phase 1: reads go to the table, writes through old',
  deploy: 'in the middle of it one process joins and another ends',
  bridgeNew: 'phase 2: nobody reads old any more, writes go through new',
  taken: 'phase 3: new has aged, reads and writes go through it',
  ended: 'the hand-over ends: the record names the new cluster, nothing was deleted',
  through: 'the traffic is served by the new cluster',
  flawless: 'no request failed and no read was stale',
  cost: 'what it costs is told, before and after',
} as const;

const minuteMs = 60_000;
/** Real time between two looks at the record. */
const lookEveryMs = 300;
/**
 * Processes live by the wall clock: they look at the record every few seconds, and one that was killed is waited for 43 s. While a process has
 * to come along, the platform's clock goes no faster than this, so that the hand-over's time-outs leave it about the time that AWS's clock would.
 */
const comingAlongSpeed = 15;
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
    followers: ['usual', 'slow', 'usual'],
    speed: 60,
    trafficScale: 50,
  },
  modelled: [
    `while a process has to come along, the platform's clock runs at ${comingAlongSpeed} x real time at most`,
    'a read is stale if it gives less than was acknowledged half a second of real time before it began',
    'the load balancer repeats a read whose connection breaks, and kills no process in the middle of a write',
  ],
  steps: Object.values(steps),
  async play(live) {
    const { story, traffic, followers } = live;
    if (followers === undefined) throw new Error('this scenario needs processes that follow the record');
    await traffic.play({ name: 'steady', shape: { kind: 'steady', perSecond: 1_000 } });
    await live.see(steps.served, 10, servedWell(live));
    const { balancer } = followers;
    const stale = watchForStaleReads(balancer);
    const tally = () => {
      const { answered, failed } = balancer.soFar();
      const { reads: checked, stale: found } = stale.soFar();
      return { requests: answered + failed, failed, checked, stale: found.length };
    };
    const handOver = await startHandOver(live, tally);
    try {
      await live.see(steps.begun, 25, async () => {
        const { create, plan } = (await readItem(live)).work ?? {};
        return create === undefined ? undefined : `${plan?.new}: ${create.nodes} x ${create.nodeType}`;
      });
      const { pid } = await followers.kill();
      await live.see(steps.killed, 1, () => `process ${pid} is gone, and reads under way in it are repeated by others`);
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
      await live.see(steps.flawless, 1, () => flawless(live, stale));
      await live.see(steps.cost, 1, () => costs(live, handOver));
    } finally {
      await handOver.stop();
      await stale.stop();
      live.attach('timeline', handOver.timeline(), renderTimeline(handOver.timeline()));
    }
  },
};

/** What `daxpilot replace` starts, with the input that it gives. */
async function startHandOver(live: Live, tally: Parameters<typeof followHandOver>[0]['tally']): Promise<HandOver> {
  const { endpoint, region } = live.local.ready;
  const { clock } = live.local;
  const usualSpeed = clock.speed;
  const states = new SFNClient({ endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  const input = { target: live.cluster, kind: 'replace', nodeType: newType, reason: 'more memory' };
  live.say(`daxpilot replace ${live.cluster} --type ${newType} starts an execution with ${JSON.stringify(input)}`);
  const { executionArn = '' } = await states.send(
    new StartExecutionCommand({ stateMachineArn: await replaceMachineArn(states), input: JSON.stringify(input) }),
  );
  let said = '';
  const followed = followHandOver({
    states,
    executionArn,
    now: live.now,
    tally,
    onTurn: ({ stage, text }) => {
      const comesAlong = text.startsWith('not acknowledged') || text.includes('being warmed by');
      clock.setSpeed(comesAlong ? Math.min(usualSpeed, comingAlongSpeed) : usualSpeed);
      const line = `${stage ?? '-'}: ${text}`;
      const isNew = line.replace(/\d+ (requests|client|of)/g, '') !== said;
      said = line.replace(/\d+ (requests|client|of)/g, '');
      if (isNew) live.say(`${clockText(live.now())}  hand-over in ${line}`);
    },
  });
  return {
    ...followed,
    stop: async () => {
      await followed.stop();
      states.destroy();
      clock.setSpeed(usualSpeed);
    },
  };
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
  const result = handOver.ended();
  if (result === undefined) return undefined;
  const { outcome, text, leftBehind } = result;
  if (outcome !== 'replaced') throw new Error(`the hand-over ended ${outcome}: ${text}`);
  const { old } = await readItem(live);
  const { status } = await seeCluster(live.stage, String(leftBehind));
  if (leftBehind === null || status !== 'available') throw new Error(`the old cluster ${leftBehind} is ${status}`);
  return `${outcome}: ${old} serves, ${leftBehind} is ${status} until somebody approves its deletion`;
}

/** Everything that was begun has ended before it is judged. */
async function flawless(live: Live, watch: StaleWatch): Promise<string> {
  const [{ done, failed, leftOut, errors }, checked] = await Promise.all([live.traffic.stop(), watch.stop()]);
  const { reads, writes, stale, failures } = checked;
  const repeated = live.followers?.balancer.soFar().repeated ?? 0;
  const text = `${done} requests answered, ${failed} failed, ${leftOut} left out, ${repeated} repeated by another process; checked: ${writes} writes, ${reads} reads, ${failures.length} failed, ${stale.length} stale`;
  const wrong = [...Object.entries(errors).map(([name, times]) => `${times} x ${name}`), ...failures, ...stale];
  if (failed + leftOut + wrong.length > 0) throw new Error([text, ...wrong.slice(0, 5)].join('; '));
  if (done === 0 || reads === 0 || writes === 0) throw new Error(`there was too little to judge by: ${text}`);
  return text;
}

/** Both clusters are paid for until the old one is deleted, and the table carries the reads of the bridge. */
function costs({ story }: Live, handOver: HandOver): string | undefined {
  const [before, after] = [oldType, newType].map((type) => clusterUsdPerMonth(listPrices, type, nodes));
  const { stages } = handOver.timeline();
  const [first, last] = [stages[0], stages.at(-1)];
  if (before == null || after == null || first === undefined || last === undefined) return undefined;
  const minutes = (last.untilMs - first.fromMs) / minuteMs;
  const bridged = story.minutes.filter(({ atMs }) => stages.some((stage) => isBridge(stage) && within(stage, atMs)));
  const units = bridged.reduce((sum, { table }) => sum + table.readUnitsPerSecond * 60, 0);
  const both = (after / hoursPerMonth) * (minutes / 60);
  const reads = units * requestUnitUsd(listPrices, 'read');
  return `${usd(before)} -> ${usd(after)} a month; the replacement itself ${usd(both + reads)}: ${usd(both)} for two clusters at once over ${minutes.toFixed(0)} min, ${usd(reads)} for ${thousands(units)} read units of the bridge`;
}

const isBridge = ({ reads }: SeenStage): boolean => reads === 'table';
const within = ({ fromMs, untilMs }: SeenStage, atMs: number): boolean => atMs >= fromMs && atMs < untilMs + minuteMs;
