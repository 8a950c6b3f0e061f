import { setTimeout as wait } from 'node:timers/promises';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { LocalPlatform } from '@daxpilot/local';
import pc from 'picocolors';
import { nodeCatalogue } from '../../shared/sizing';
import { recordIn } from '../decision-record';
import { burstLoad } from './burst-load';
import { readMostly } from './cluster-plant';
import { bar, clockText, createNarrator } from './narrator';
import { type PlayedMinute, type Player, publishPast, startPlayer } from './player';
import { closeStage, createCluster, createTable, openStage, seeCluster, seeTable, until } from './stage';
import { type Happening, watch } from './watch';

const cluster = { name: 'products', nodes: 3, nodeType: 'dax.r5.large' } as const;
const tables = { behindCluster: 'products', alone: 'orders' } as const;
const minutesOfSetUp = 10;

/** How an act came out: what was changed, and how long it took from alarm to calm, in minutes of the platform's clock. */
export interface Act {
  readonly title: string;
  readonly alarm: string;
  alarmAtMs?: number;
  appliedAtMs?: number;
  /** When the alarm cleared; undefined while it has not, or after it has fired again. */
  okAtMs?: number | undefined;
  change?: string;
  costUsdPerMonth?: { readonly before: number | null; readonly after: number | null };
}

export interface PlayResult {
  readonly acts: readonly Act[];
  readonly complete: boolean;
}

/**
 * Plays both acts on a running platform: a rising load until the cluster has been scaled and its alarm has cleared, then bursts on a
 * table until its capacity mode has been changed and its alarm has cleared. Ends after `patienceMs` of real time at the latest; with
 * `mustCalm` it is complete only if both acts came to rest, which a recording of somebody else's need not.
 */
export const play = async (
  local: LocalPlatform,
  options: {
    readonly series: readonly number[];
    readonly patienceMs: number;
    readonly mustCalm: boolean;
    readonly say: (line: string) => void;
  },
): Promise<PlayResult> => {
  const { say } = options;
  const { account, endpoint, region } = local.ready;
  const place = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const stage = openStage(place);
  const states = new SFNClient(place);
  const stopped = new AbortController();
  const acts: readonly [Act, Act] = [
    { title: 'node count', alarm: 'daxpilot/products/cpu-high' },
    { title: 'capacity mode', alarm: 'daxpilot/orders/read-throttled/orders' },
  ];
  const part = {
    name: cluster.name,
    table: tables.behindCluster,
    requestsPerSecondPerNode: requestsPerNode(cluster.nodeType),
    mix: readMostly,
  };
  const errors: unknown[] = [];
  let player: Player | undefined;
  try {
    say(
      pc.bold(
        `Set-up: ${cluster.nodes} x ${cluster.nodeType} as "${cluster.name}", provisioned tables ${tables.behindCluster} and ${tables.alone}`,
      ),
    );
    await createTable(stage, { name: tables.behindCluster, read: 8000, write: 400 });
    await createTable(stage, { name: tables.alone, read: 400, write: 50 });
    await createCluster(stage, { ...cluster, account });
    await local.clock.advance(minutesOfSetUp * 60_000);
    await until(
      'the cluster being available',
      20,
      async () => (await seeCluster(stage, cluster.name)).status === 'available',
    );
    await until('the table being ACTIVE', 20, async () => (await seeTable(stage, tables.alone)).status === 'ACTIVE');
    const { availableNodes } = await seeCluster(stage, cluster.name);
    await publishPast({
      stage,
      nowMs: local.clock.now(),
      cluster: part,
      nodeIds: availableNodes,
      table: tables.alone,
      requestsPerSecond: options.series[0] ?? 0,
    });

    say(pc.bold('\nAct 1: the recorded load rises. Wanted: CPU 40-70 %, hit rate above 80 %.'));
    player = startPlayer({
      stage,
      clock: local.clock,
      cluster: part,
      table: tables.alone,
      series: options.series,
      onMinute: (minute) => say(minuteText(minute, isCalm(acts[0]))),
      onError: (error) => errors.push(error),
    });
    const narrate = createNarrator(say);
    const watching = watch(
      {
        cloudwatch: stage.cloudwatch,
        states,
        machine: local.ready.stateMachines.rightsize ?? '',
        onHappening: (happening) => {
          for (const act of acts) keep(act, happening, local.clock.now());
          narrate(happening);
        },
      },
      stopped.signal,
    ).catch((error: unknown) => errors.push(error));
    const playing = player;
    const end = Date.now() + options.patienceMs;
    /** Until the act has come to rest, its minutes are over or the patience is at its end. */
    const calm = async (act: Act, minutes: number) => {
      const from = playing.minutesPlayed();
      const over = () => isCalm(act) || playing.minutesPlayed() - from >= minutes || Date.now() > end;
      while (!over() && errors.length === 0) await wait(100);
      if (act.alarmAtMs !== undefined && !isCalm(act))
        say(`The alarm ${act.alarm} has not come to rest within this recording.`);
    };
    await calm(acts[0], options.series.length);
    if (acts[0].alarmAtMs === undefined) say('The recorded load never left its band, so nothing was changed.');
    say(pc.bold('\nAct 2: a job reads the table "orders" in bursts that its 400 units cannot carry.'));
    player.playTable(burstLoad);
    await calm(acts[1], 40);
    stopped.abort();
    await watching;
  } catch (error) {
    errors.push(error);
  } finally {
    stopped.abort();
    player?.stop();
    closeStage(stage);
    states.destroy();
  }
  for (const error of errors) say(pc.red(String(error)));
  return {
    acts,
    complete: errors.length === 0 && (!options.mustCalm || acts.every(isCalm)),
  };
};

/** The change is done and the alarm has cleared. */
const isCalm = (act: Act): boolean => act.appliedAtMs !== undefined && act.okAtMs !== undefined;

const requestsPerNode = (type: string): number =>
  nodeCatalogue.find(({ name }) => name === type)?.normalizedRequestsPerSecond ?? 75_000;

const keep = (act: Act, happening: Happening, nowMs: number): void => {
  if (happening.kind === 'alarm' && happening.name === act.alarm) {
    if (happening.state === 'ALARM') act.alarmAtMs ??= happening.atMs;
    act.okAtMs = happening.state === 'OK' ? happening.atMs : undefined;
    return;
  }
  if (happening.kind !== 'ended') return;
  const record = recordIn(happening.ended.output);
  const kind = act.title === 'node count' ? 'set-node-count' : 'set-billing-mode';
  if (record?.outcome !== 'applied' || record.action?.kind !== kind) return;
  act.appliedAtMs ??= nowMs;
  act.change = `${record.action.from} -> ${record.action.to}${kind === 'set-node-count' ? ' nodes' : ''}`;
  act.costUsdPerMonth = record.costUsdPerMonth;
};

const minuteText = (minute: PlayedMinute, second: boolean): string => {
  const at = clockText(minute.atMs);
  if (second) {
    const units = minute.table.provisionedRead === null ? 'on-demand' : `${minute.table.provisionedRead} units`;
    const throttled =
      minute.throttledPerMinute > 0 ? pc.red(`${minute.throttledPerMinute} throttled`) : pc.green('none throttled');
    return `${at}  orders    ${String(minute.unitsPerSecond).padStart(6)} reads/s  ${units.padEnd(10)} ${throttled}  (${minute.table.status})`;
  }
  const nodes = `${minute.cluster.availableNodes.length} of ${minute.cluster.totalNodes} nodes`;
  return `${at}  products ${String(Math.round(minute.requestsPerSecond)).padStart(7)} req/s  ${nodes}  CPU ${bar(minute.cpuPercent, 70)} ${minute.cpuPercent.toFixed(0).padStart(3)} %  (${minute.cluster.status})`;
};
