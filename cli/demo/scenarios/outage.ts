import type { Live, Scenario } from '../live/scenario';
import { answered, servedWell, soFar } from '../live/sights';

const minuteMs = 60_000;

const steps = {
  served: 'traffic is served by DAX, and the fallback is known to work',
  down: 'all DAX nodes die; requests go on from the table',
  health: 'the service says that it reads around DAX',
  unknown: 'the metrics stop, and the control plane holds because it does not know',
  untouched: 'nothing was changed on missing metrics',
  recovery: 'the nodes come back and the service uses DAX again',
  hits: 'the hit rate returns',
  answered: 'requests were answered throughout: at most one in a hundred was not, and is told',
} as const;

/** All nodes of the cluster crash under traffic and come back empty. */
export const outage: Scenario = {
  name: 'outage',
  summary:
    'all DAX nodes die under traffic and come back; requests go on from the table, nothing acts on missing metrics',
  setting: {
    nodes: 3,
    nodeType: 'dax.r5.large',
    itemTtlMs: 3_600_000,
    table: { mode: 'on-demand' },
    workload: { keys: 300, zipfAlpha: 0.8, readShare: 0.998, medianBytes: 2_000, bytesSigma: 0.5 },
    speed: 40,
    trafficScale: 160,
  },
  modelled: ['the nodes are ended from outside, as no API of AWS can; the control plane still says available'],
  steps: Object.values(steps),
  async play(live) {
    const { story, traffic, cluster, dataPlane } = live;
    await traffic.play({ name: 'before', shape: { kind: 'steady', perSecond: 4_000 } });
    await live.see(steps.served, 30, async () => {
      const { dax, table } = await live.health();
      const well = servedWell(live)();
      return dax === 'ok' && table === true && well !== undefined
        ? `${well}; canary reads of the table succeed`
        : undefined;
    });
    const fromMs = live.now();
    const before = soFar(live);
    await dataPlane.crash(cluster);
    live.say(`All nodes of ${cluster} are down.`);
    await live.see(steps.down, 10, () => fromTheTable(live, fromMs));
    await live.see(steps.health, 5, async () => {
      const { status, dax, breakers } = await live.health();
      return status === 'ok' && dax === 'around'
        ? `GET /health: status ok, dax around, ${JSON.stringify(breakers)}`
        : undefined;
    });
    await live.see(steps.unknown, 35, () => heldUnknown(live, fromMs));
    await live.see(steps.untouched, 2, () => untouched(live, fromMs));
    await dataPlane.restart(cluster);
    const backMs = live.now();
    live.say(`The nodes of ${cluster} are back, their caches are empty.`);
    await live.see(steps.recovery, 25, async () => {
      const { dax } = await live.health();
      const served = story.since(backMs).some((minute) => (minute.cluster?.requestsPerSecond ?? 0) > 100);
      return dax === 'ok' && served ? 'GET /health: dax ok; the nodes count requests again' : undefined;
    });
    await live.see(steps.hits, 20, servedWell(live));
    await live.see(steps.answered, 1, answered(live, before));
  },
};

const fromTheTable = ({ story }: Live, sinceMs: number): string | undefined => {
  const found = story.since(sinceMs).find(({ cluster, client, table }) => {
    return cluster === undefined && (client?.done ?? 0) > 0 && table.readUnitsPerSecond > 100;
  });
  if (found === undefined) return undefined;
  return `${found.client?.done} real requests/s answered with p50 ${found.client?.p50Ms.toFixed(1)} ms, table at ${Math.round(found.table.readUnitsPerSecond)} read units/s`;
};

const heldUnknown = ({ story, cluster }: Live, sinceMs: number): string | undefined => {
  for (const { record, decisions, reason } of story.of(cluster)) {
    const late = decisions.some(({ atMs }) => atMs > sinceMs + 5 * minuteMs);
    if (late && record?.outcome === 'held' && record.reasonCodes.includes('unknown-metric'))
      return `${reason}: held, ${record.reasonCodes.join(', ')}`;
  }
  return undefined;
};

const untouched = ({ story, cluster }: Live, sinceMs: number): string | undefined => {
  const changed = story.of(cluster).filter(({ record }) => record?.outcome === 'applied');
  const last = story.lastMinute();
  if (changed.length > 0 || last?.totalNodes !== outage.setting.nodes) return undefined;
  const minutes = Math.round((last.atMs - sinceMs) / minuteMs);
  return `still ${last.totalNodes} nodes after ${minutes} minutes without metrics`;
};
