import { thousands } from '../live/minute-line';
import type { Live, Scenario } from '../live/scenario';
import { alarmIs, decided, ended, servedWell, wokenBy } from '../live/sights';

const alarm = 'daxpilot/products/cpu-high';
const base = 25_000;
const peak = 56_000;

const steps = {
  served: 'traffic is served within the bands',
  alarm: 'the load grows and the CPU alarm fires',
  woken: 'the alarm starts the state machine',
  decided: 'it decides to add nodes',
  joined: 'the nodes join the cluster',
  discovered: 'the clients use every new node',
  fell: 'the load per node falls',
  clear: 'the alarm clears',
  recorded: 'the execution verifies and records the change',
} as const;

/** A campaign: traffic nearly doubles and stays there. */
export const cpu: Scenario = {
  name: 'cpu',
  summary: 'traffic grows to a peak; nodes are added, the clients find them, the load per node falls',
  setting: {
    nodes: 3,
    nodeType: 'dax.r5.large',
    itemTtlMs: 3_600_000,
    table: { mode: 'on-demand' },
    workload: { keys: 1_000, zipfAlpha: 0.9, readShare: 0.999, medianBytes: 3_000, bytesSigma: 0.5 },
    speed: 40,
    trafficScale: 400,
  },
  modelled: [],
  steps: Object.values(steps),
  async play(live) {
    const { story, traffic, cluster } = live;
    await traffic.play({ name: 'base', shape: { kind: 'steady', perSecond: base } });
    await live.see(steps.served, 10, servedWell(live));
    const fromMs = live.now();
    await traffic.play({
      name: 'peak',
      shape: { kind: 'growth', fromPerSecond: base, toPerSecond: peak, overMs: 5 * 60_000 },
    });
    await live.see(steps.alarm, 20, alarmIs(story, alarm, 'ALARM', fromMs));
    const before = loadPerNode(live);
    await live.see(steps.woken, 5, wokenBy(story, cluster, alarm));
    await live.see(steps.decided, 10, decided(story, cluster, 'set-node-count'));
    await live.see(steps.joined, 20, () => joined(live));
    await live.see(steps.discovered, 15, () => discovered(live));
    await live.see(steps.fell, 10, () => fell(live, before));
    await live.see(steps.clear, 15, alarmIs(story, alarm, 'OK', fromMs));
    await live.see(steps.recorded, 20, ended(story, cluster, 'applied', 'set-node-count'));
  },
};

const joined = ({ story, setting = cpu.setting }: Live & { setting?: Scenario['setting'] }): string | undefined => {
  const last = story.lastMinute();
  return last !== undefined && last.status === 'available' && last.availableNodes > setting.nodes
    ? `${setting.nodes} -> ${last.availableNodes} nodes, cluster available`
    : undefined;
};

/** Requests of each node counted by the node itself; a fifth of an even share is use and no accident. */
const discovered = ({ story }: Live): string | undefined => {
  const nodes = story.lastMinute()?.cluster?.nodes ?? [];
  const even = nodes.reduce((sum, { requestsPerSecond }) => sum + requestsPerSecond, 0) / Math.max(1, nodes.length);
  const used = nodes.length > cpu.setting.nodes && nodes.every(({ requestsPerSecond }) => requestsPerSecond > even / 5);
  return used
    ? nodes.map(({ id, requestsPerSecond }) => `${id} ${thousands(requestsPerSecond)} req/s`).join(', ')
    : undefined;
};

const loadPerNode = ({ story }: Live): number => {
  const { cluster } = story.minutes.findLast((minute) => minute.cluster !== undefined) ?? {};
  if (cluster === undefined || cluster.nodes.length === 0) return 0;
  return cluster.requestsPerSecond / cluster.nodes.length;
};

const fell = (live: Live, before: number): string | undefined => {
  const now = loadPerNode(live);
  const cpuPercent = live.story.lastMinute()?.cluster?.cpuPercent;
  return now > 0 && now < before * 0.85 && cpuPercent !== undefined && cpuPercent <= 70
    ? `${thousands(before)} -> ${thousands(now)} req/s per node, CPU of the busiest ${cpuPercent.toFixed(0)} %`
    : undefined;
};
