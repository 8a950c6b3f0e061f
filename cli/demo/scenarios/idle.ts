import type { Live, Scenario } from '../live/scenario';
import { decided, decisionFor, ended, servedWell } from '../live/sights';

const steps = {
  served: 'a few requests are served by far too many nodes',
  decided: 'a scheduled look decides to remove nodes',
  left: 'the nodes leave, one after the other',
  served2: 'the traffic goes on within the bands',
  recorded: 'the execution verifies and records the change',
  cost: 'the bill falls and no request has failed',
} as const;

const least = 3;

/** A quiet week on a cluster that was sized for the sale before it. */
export const idle: Scenario = {
  name: 'idle',
  summary: 'too many nodes for little traffic; a scheduled look removes them, the bill falls, no request fails',
  setting: {
    nodes: 5,
    nodeType: 'dax.r5.large',
    itemTtlMs: 3_600_000,
    table: { mode: 'on-demand' },
    workload: { keys: 300, zipfAlpha: 0.9, readShare: 0.999, medianBytes: 3_000, bytesSigma: 0.5 },
    speed: 60,
    trafficScale: 100,
  },
  modelled: [],
  steps: Object.values(steps),
  async play(live) {
    const { story, traffic, cluster } = live;
    await traffic.play({ name: 'quiet', shape: { kind: 'steady', perSecond: 4_000 } });
    await live.see(steps.served, 10, servedWell(live));
    // Half an hour of proof is asked for before a node is given up, then the next look of the schedule.
    await live.see(steps.decided, 60, decided(story, cluster, 'set-node-count'));
    await live.see(steps.left, 20, () => left(live));
    await live.see(steps.served2, 15, servedWell(live));
    await live.see(steps.recorded, 25, ended(story, cluster, 'applied', 'set-node-count'));
    await live.see(steps.cost, 2, () => cheaper(live));
  },
};

const left = ({ story }: Live): string | undefined => {
  const last = story.lastMinute();
  const there = last?.status === 'available' && last.availableNodes === least && last.totalNodes === least;
  return there ? `${idle.setting.nodes} -> ${least} nodes, cluster available` : undefined;
};

const cheaper = ({ story, traffic, cluster }: Live): string | undefined => {
  const { before, after } =
    decisionFor(story, cluster, 'set-node-count')?.decision.result.decision.costUsdPerMonth ?? {};
  if (before == null || after == null || after >= before || traffic.failedSoFar() > 0) return undefined;
  return `$${before.toFixed(2)} -> $${after.toFixed(2)} a month; ${traffic.doneSoFar()} requests answered, 0 failed`;
};
