import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { LocalPlatform } from '@daxpilot/local';
import pc from 'picocolors';
import { httpSink } from '../../../examples/products-service/load';
import { clockText, createNarrator } from '../narrator';
import { closeStage, openStage, seeCluster } from '../stage';
import { type Happening, watch } from '../watch';
import { startApplication } from './application';
import { startFollowers } from './followers';
import { readMinute } from './live-minute';
import { minuteLine } from './minute-line';
import { type Live, type Scenario, StepNotSeen } from './scenario';
import { setUp, warm } from './set-up';
import { Story } from './story';
import { createTraffic, type TrafficTotals } from './traffic';

export const clusterName = 'products';
const tableName = 'products';
/** Declared in daxpilot.yml beside the products; nothing happens there. */
const otherTables = ['orders'];
const minuteMs = 60_000;
/** DAX publishes a minute when it is over; it is read a little later. */
const readAfterMs = 10_000;
/** Real time that each step gets whatever the platform's clock says: functions and clients work by the wall clock. */
const leastPatienceMs = 30_000;

/** A pause of the thread that is worth telling. */
const longStallNs = 1e9;

/** For `startLocal`'s `trafficScale`. The ledger's table is no part of the traffic. */
export const scenarioScale = (): { now: number; readonly tables: readonly string[] } => ({
  now: 1,
  tables: [tableName],
});

export interface SeenStep {
  readonly step: string;
  readonly seen: boolean;
  /** Virtual. */
  readonly atMs?: number;
  readonly detail: string;
}

export interface PlayedScenario {
  readonly steps: readonly SeenStep[];
  readonly notes: readonly string[];
  /** What the scenario reports beside the steps, as data. */
  readonly attached: Readonly<Record<string, unknown>>;
  readonly story: Story;
  readonly traffic: TrafficTotals;
  /** Failures of the machinery itself; none of the steps counts then. */
  readonly errors: readonly string[];
}

export interface PlayOptions {
  /** What the platform takes its requests for; set-up counts once, traffic as the setting says. */
  readonly scale: ReturnType<typeof scenarioScale>;
  readonly seed: number;
  readonly keyTrace?: Uint8Array | undefined;
  /** The bundled products service. */
  readonly applicationScript: string;
  /** Real time, ms since the epoch, at which whatever was not seen by then is missing. */
  readonly untilMs: number;
  readonly say: (line: string) => void;
}

/** Plays a scenario on a running platform (with DAX nodes) and tells which of its steps were seen. */
export const playScenario = async (
  local: LocalPlatform,
  scenario: Scenario,
  options: PlayOptions,
): Promise<PlayedScenario> => {
  const { say, seed } = options;
  const { dataPlane } = local;
  if (dataPlane === undefined) throw new Error('a scenario needs a platform with DAX nodes');
  const { endpoint, region } = local.ready;
  const { setting } = scenario;
  const { speed } = local.clock;
  const place = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const stage = openStage(place);
  const states = new SFNClient(place);
  const stopped = new AbortController();
  const errors: string[] = [];
  const fail = (error: unknown): void => {
    if (!stopped.signal.aborted) errors.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  };
  const story = new Story();
  const steps: SeenStep[] = [];
  const notes: string[] = [];
  const attached: Record<string, unknown> = {};
  const stalls = monitorEventLoopDelay({ resolution: 20 });
  const closers: (() => unknown)[] = [() => closeStage(stage), () => states.destroy()];
  let totals: TrafficTotals | undefined;
  try {
    // Seeding and warming are set-up, at the speed of the wall clock.
    options.scale.now = 1;
    local.clock.setSpeed(1);
    say(pc.bold(settingText(scenario)));
    await setUp({ local, stage, setting, cluster: clusterName, table: tableName, otherTables, seed });
    const started = { script: options.applicationScript, place, table: tableName };
    const followers =
      setting.followers === undefined
        ? undefined
        : await startFollowers({ ...started, states, target: clusterName, paces: setting.followers });
    const application = followers ?? (await startApplication({ ...started, reaches: { cluster: clusterName } }));
    closers.unshift(() => application.stop());
    const own = followers === undefined ? httpSink(application.url) : undefined;
    closers.unshift(() => own?.close());
    const sink = followers?.balancer ?? own;
    if (sink === undefined) throw new Error('there is nowhere to send requests to');
    await warm(sink, setting.warmKeys ?? setting.workload.keys);
    say(
      followers === undefined
        ? `The products service (process ${application.pid}, ${application.url}) reaches DAX by the cluster's name.`
        : `The products service (processes ${followers.pids().join(', ')}) reaches DAX by the endpoint record of ${clusterName}.`,
    );
    let watched = clusterName;
    local.clock.setSpeed(speed);
    options.scale.now = setting.trafficScale;
    stalls.enable();
    const traffic = createTraffic({
      sink,
      seed,
      speed,
      trafficScale: setting.trafficScale,
      population: setting.workload,
      keyTrace: options.keyTrace,
    });
    closers.unshift(async () => {
      totals = await traffic.stop();
    });
    const narrate = createNarrator(say, ['apply', 'recommend']);
    const heard = (happening: Happening): void => {
      story.add(happening);
      if (isAbout(story, happening)) narrate(happening);
    };
    const watching = watch(
      {
        cloudwatch: stage.cloudwatch,
        states,
        machine: local.ready.stateMachines.rightsize ?? '',
        pollMs: 500,
        onHappening: heard,
      },
      stopped.signal,
    ).catch(fail);
    closers.unshift(() => watching);
    const lookBack = async (): Promise<void> => {
      const minute = await readMinute(stage.cloudwatch, {
        cluster: watched,
        table: tableName,
        seen: await seeCluster(stage, watched),
        nowMs: local.clock.now(),
        client: traffic.lastSecond(),
      });
      story.minutes.push(minute);
      say(minuteLine(minute));
    };
    const minutes = local.clock.every(minuteMs, (dueMs) => {
      local.clock.at(dueMs + readAfterMs, () => (stopped.signal.aborted ? undefined : lookBack().catch(fail)));
    });
    closers.unshift(() => minutes.cancel());
    const live: Live = {
      cluster: clusterName,
      table: tableName,
      local,
      stage,
      dataPlane,
      story,
      traffic,
      say,
      health: application.health,
      ...(followers === undefined ? {} : { followers }),
      watchCluster: (name) => {
        watched = name;
      },
      now: () => local.clock.now(),
      note: (text) => notes.push(text),
      attach: (name, value, text) => {
        attached[name] = value;
        notes.push(text);
      },
      async see(step, withinMinutes, probe) {
        const untilMs = local.clock.now() + withinMinutes * minuteMs;
        const leastMs = Date.now() + leastPatienceMs;
        for (;;) {
          const detail = await probe();
          if (detail !== undefined) {
            steps.push({ step, seen: true, atMs: local.clock.now(), detail });
            say(`${clockText(local.clock.now())}  ${pc.green('SEEN')} ${pc.bold(step)}: ${detail}`);
            return;
          }
          if (errors.length > 0) throw new StepNotSeen(step, 'the scenario broke off');
          if (Date.now() > options.untilMs) throw new StepNotSeen(step, 'the real time of the scenario is over');
          if (local.clock.now() > untilMs && Date.now() > leastMs)
            throw new StepNotSeen(step, `not within ${withinMinutes} minutes`);
          await wait(50);
        }
      },
    };
    await scenario.play(live);
  } catch (error) {
    if (error instanceof StepNotSeen) steps.push({ step: error.step, seen: false, detail: error.why });
    else fail(error);
  } finally {
    stopped.abort();
    stalls.disable();
    if (stalls.max > longStallNs)
      notes.push(
        `This machine was short of time: the thread of platform and load stood still for up to ${(stalls.max / 1e9).toFixed(1)} s. A request has 3 s.`,
      );
    for (const close of closers) await Promise.resolve(close()).catch(fail);
  }
  return { steps: withUnreached(scenario, steps), notes, attached, story, traffic: totals ?? noTraffic, errors };
};

const noTraffic: TrafficTotals = { done: 0, failed: 0, leftOut: 0, reads: 0, writes: 0, errors: {}, phases: [] };

const withUnreached = ({ steps }: Scenario, seen: readonly SeenStep[]): readonly SeenStep[] =>
  steps.map((step) => seen.find((one) => one.step === step) ?? { step, seen: false, detail: 'not reached' });

/** What concerns only the other targets is not told. */
const isAbout = (story: Story, happening: Happening): boolean => {
  if (happening.kind === 'alarm') return happening.name.startsWith(`daxpilot/${clusterName}/`);
  return story.executions.get(happening.execution)?.target === clusterName;
};

const settingText = ({ name, summary, setting }: Scenario): string => {
  const table = setting.table.mode === 'on-demand' ? 'on demand' : `provisioned with ${setting.table.read} read units`;
  return `Scenario ${name}: ${summary}\nSet-up: ${setting.nodes} x ${setting.nodeType} as "${clusterName}" (item TTL ${setting.itemTtlMs / minuteMs} min), table "${tableName}" ${table}, ${setting.workload.keys} items`;
};
