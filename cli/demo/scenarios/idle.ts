import { usd } from '../../output';
import type { Live, Scenario } from '../live/scenario';
import { answered, decided, decisionFor, ended, type SoFar, servedWell, soFar } from '../live/sights';

const steps = {
  served: 'a few requests are served by far too many nodes',
  decided: 'a scheduled look decides to remove nodes',
  left: 'the nodes leave, one after the other',
  served2: 'the traffic goes on within the bands',
  recorded: 'the execution verifies and records the change',
  cost: 'the bill falls, and requests were answered throughout',
} as const;

const least = 3;

/** A quiet week on a cluster that was sized for the sale before it. */
export const idle: Scenario = {
  name: 'idle',
  summary:
    'too many nodes for little traffic; a scheduled look removes them, the bill falls, requests are answered throughout',
  setting: {
    nodes: 5,
    nodeType: 'dax.r5.large',
    itemTtlMs: 3_600_000,
    table: { mode: 'on-demand' },
    workload: { keys: 300, zipfAlpha: 0.9, readShare: 0.999, medianBytes: 3_000, bytesSigma: 0.5 },
    speed: 60,
    trafficScale: 20,
  },
  modelled: [],
  steps: Object.values(steps),
  async play(live) {
    const { story, traffic, cluster } = live;
    await traffic.play({ name: 'quiet', shape: { kind: 'steady', perSecond: 800 } });
    await live.see(steps.served, 10, servedWell(live));
    const before = soFar(live);
    // Half an hour of proof is asked for before a node is given up, then the next look of the schedule.
    await live.see(steps.decided, 60, decided(story, cluster, 'set-node-count'));
    await live.see(steps.left, 20, () => left(live));
    await live.see(steps.served2, 15, servedWell(live));
    await live.see(steps.recorded, 25, ended(story, cluster, 'applied', 'set-node-count'));
    await live.see(steps.cost, 2, () => cheaper(live, before));
  },
};

const left = ({ story }: Live): string | undefined => {
  const last = story.lastMinute();
  const there = last?.status === 'available' && last.availableNodes === least && last.totalNodes === least;
  return there ? `${idle.setting.nodes} -> ${least} nodes, cluster available` : undefined;
};

const cheaper = (live: Live, before: SoFar): string | undefined => {
  const decision = decisionFor(live.story, live.cluster, 'set-node-count')?.decision.result.decision;
  const cost = decision?.costUsdPerMonth;
  const requests = answered(live, before)();
  if (cost?.before == null || cost.after == null || cost.after >= cost.before || requests === undefined)
    return undefined;
  return `${usd(cost.before)} -> ${usd(cost.after)} a month; ${requests}`;
};
