import { actionText } from '../../render-decision';
import type { Live, Scenario } from '../live/scenario';
import { alarmIs, decided, decisionFor, ended, servedWell } from '../live/sights';
import { clockText } from '../narrator';

const hitRateLow = 'daxpilot/products/hit-rate-low';
const memoryHigh = 'daxpilot/products/cache-memory-high';
const small = 70;
const rate = 2_200;
const minuteMs = 60_000;

const steps = {
  served: 'a small working set is served from the cache',
  evicts: 'the working set outgrows the cache: items are evicted and hits fall',
  alarm: 'the hit rate alarm fires',
  decided: 'it decides that only a larger node type helps',
  recommended: 'it recommends and changes nothing',
  recovers: 'the working set shrinks again and the hits come back',
  clear: 'the hit rate alarm clears',
  memory: 'the memory alarm is told as it is',
} as const;

/** A catalogue crawl: many more items are asked for than a node can hold. */
export const memory: Scenario = {
  name: 'memory',
  summary:
    'the working set outgrows the cache: evictions, few hits; a larger node type is recommended with its reasons',
  setting: {
    nodes: 3,
    nodeType: 'dax.r5.large',
    itemTtlMs: 20 * minuteMs,
    memoryScale: 1 / 16_384,
    table: { mode: 'on-demand' },
    workload: { keys: 1_000, zipfAlpha: 0.6, readShare: 0.999, medianBytes: 4_000, bytesSigma: 0.4 },
    warmKeys: small,
    speed: 60,
    trafficScale: 40,
  },
  modelled: [
    "a node has a 16384th of its type's memory (1 MiB for 16 GiB), and the bytes that it evicts are published 16384-fold",
  ],
  steps: Object.values(steps),
  async play(live) {
    const { story, traffic, cluster } = live;
    await traffic.play({
      name: 'small working set',
      shape: { kind: 'steady', perSecond: rate },
      workload: { keys: small },
    });
    await live.see(steps.served, 10, servedWell(live));
    const fromMs = live.now();
    await traffic.play({ name: 'large working set', shape: { kind: 'steady', perSecond: rate } });
    await live.see(steps.evicts, 25, () => evicts(live, fromMs));
    await live.see(steps.alarm, 15, alarmIs(story, hitRateLow, 'ALARM', fromMs));
    // The hit rate is judged over the trend window, so the decision may be that of a later look than the alarm's.
    await live.see(steps.decided, 40, decided(story, cluster, 'replace-node-type'));
    await live.see(steps.recommended, 10, () => recommended(live));
    const action = decisionFor(story, cluster, 'replace-node-type')?.decision.result.decision.action;
    live.note(
      `What would follow: "${actionText(action ?? null)}" needs a new cluster and a hand-over, which a person starts: \`npx daxpilot replace products --type ${action?.kind === 'replace-node-type' ? action.to : '?'}\`. \`npx daxpilot plan products\` shows the recommendation.`,
    );
    const shrunkMs = live.now();
    await traffic.play({ name: 'small again', shape: { kind: 'steady', perSecond: rate }, workload: { keys: small } });
    await live.see(steps.recovers, 15, servedWell(live));
    await live.see(steps.clear, 15, alarmIs(story, hitRateLow, 'OK', shrunkMs));
    await live.see(steps.memory, 1, () => memoryAlarm(live));
  },
};

const evicts = ({ story }: Live, fromMs: number): string | undefined => {
  const found = story.since(fromMs).find(({ cluster }) => {
    return cluster !== undefined && cluster.evictedBytes > 0 && (cluster.hitPercent ?? 100) < 80;
  })?.cluster;
  if (found === undefined) return undefined;
  const gibibytes = (found.evictedBytes / 1024 ** 3).toFixed(1);
  return `${gibibytes} GiB evicted in a minute, hits ${found.hitPercent?.toFixed(0)} %, memory ${found.memoryPercent.toFixed(0)} %`;
};

const recommended = ({ story, cluster }: Live): string | undefined => {
  const outcome = ended(story, cluster, 'recommended', 'replace-node-type')();
  const last = story.lastMinute();
  const untouched = last?.totalNodes === memory.setting.nodes && last.status === 'available';
  return outcome !== undefined && untouched
    ? `${outcome}; still ${last.totalNodes} x ${memory.setting.nodeType}`
    : undefined;
};

/** A full LRU cache stays full until its items expire: that alarm need not clear with the other. */
const memoryAlarm = ({ story }: Live): string => {
  const last = story.alarms.findLast(({ name }) => name === memoryHigh);
  const percent = story.lastMinute()?.cluster?.memoryPercent.toFixed(0) ?? '?';
  if (last === undefined) return `${memoryHigh} never fired; memory ${percent} %`;
  const why = last.state === 'ALARM' ? ': what was cached stays until its TTL of 20 minutes ends' : '';
  return `${memoryHigh} is ${last.state} since ${clockText(last.atMs)}, memory ${percent} %${why}`;
};
