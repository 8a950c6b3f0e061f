import pc from 'picocolors';
import type { DecisionRecord } from '../../../shared/flow';
import { renderTable, usd } from '../../output';
import { actionText } from '../../render-decision';
import { clockText } from '../narrator';
import type { LiveMinute } from './live-minute';
import { thousands } from './minute-line';
import type { PlayedScenario, SeenStep } from './play-scenario';
import type { Scenario, Setting } from './scenario';
import type { AlarmChange, Story } from './story';
import type { TrafficTotals } from './traffic';

/** What `--json` prints. Times are those of the platform's clock, ms since the epoch; `seconds` is real time. */
export interface ScenarioReport {
  readonly schemaVersion: 1;
  readonly scenario: string;
  /** `seen`: everything that the scenario is to show. */
  readonly status: 'seen' | 'missing';
  readonly missing: readonly string[];
  readonly seconds: number;
  readonly seed: number;
  readonly speed: number;
  readonly keys: string | null;
  readonly steps: readonly SeenStep[];
  readonly notes: readonly string[];
  /** What the scenario itself reports, by name. */
  readonly attached: Readonly<Record<string, unknown>>;
  readonly modelled: readonly string[];
  readonly traffic: TrafficTotals;
  readonly alarms: readonly AlarmChange[];
  readonly executions: readonly ReportedExecution[];
  readonly minutes: readonly LiveMinute[];
  readonly errors: readonly string[];
}

export interface ReportedExecution {
  readonly wokenBy: string;
  readonly states: readonly string[];
  readonly outcome: string | null;
  readonly reasonCodes: readonly string[];
  readonly action: DecisionRecord['action'];
  readonly costUsdPerMonth: DecisionRecord['costUsdPerMonth'] | null;
}

export const reportOf = (input: {
  readonly scenario: Scenario;
  readonly played: PlayedScenario;
  readonly seed: number;
  readonly speed: number;
  readonly keys: string | undefined;
  readonly seconds: number;
}): ScenarioReport => {
  const { scenario, played, speed } = input;
  const missing = played.steps.filter(({ seen }) => !seen).map(({ step, detail }) => `${step}: ${detail}`);
  return {
    schemaVersion: 1,
    scenario: scenario.name,
    status: missing.length === 0 && played.errors.length === 0 ? 'seen' : 'missing',
    missing,
    seconds: Math.round(input.seconds * 10) / 10,
    seed: input.seed,
    speed,
    keys: input.keys ?? null,
    steps: played.steps,
    notes: played.notes,
    attached: played.attached,
    modelled: [...modelledAlways(scenario.setting, speed), ...scenario.modelled],
    traffic: played.traffic,
    alarms: played.story.alarms,
    executions: executionsOf(played.story),
    minutes: played.story.minutes,
    errors: played.errors,
  };
};

export const renderReport = (report: ScenarioReport): string => {
  const steps = renderTable(
    ['', 'step', 'at', 'what was seen'],
    report.steps.map(({ step, seen, atMs, detail }) => [
      seen ? pc.green('seen') : pc.red('not'),
      step,
      atMs === undefined ? '' : clockText(atMs),
      detail,
    ]),
    [6, 32, 7, 100],
  );
  const traffic = renderTable(
    ['traffic (real requests)', 'answered', 'failed', 'left out', 'p50 ms', 'p99 ms'],
    report.traffic.phases.map((phase) => [
      phase.phase,
      String(phase.done),
      failures(phase.failed, phase.errors),
      String(phase.leftOut),
      phase.p50Ms.toFixed(1),
      phase.p99Ms.toFixed(1),
    ]),
  );
  const changes = report.executions
    .filter(({ action }) => action !== null)
    .map(
      ({ outcome, action, costUsdPerMonth: cost, reasonCodes }) =>
        `${outcome}: ${actionText(action)} (${reasonCodes.join(', ')}), ${usd(cost?.before)} -> ${usd(cost?.after)} a month`,
    );
  return [
    '',
    steps,
    traffic,
    nodesText(report.minutes),
    ...changes,
    ...report.notes,
    `Modelled: ${report.modelled.join('; ')}.`,
    verdict(report),
    further(report),
  ]
    .filter((part) => part !== undefined)
    .join('\n');
};

const modelledAlways = ({ trafficScale }: Setting, speed: number): readonly string[] => [
  `one real request stands for ${trafficScale} in metrics, load and throughput`,
  `the platform's clock runs at ${speed} x real time`,
  'CPU of a node is the normalised request rate of the AWS sizing guide over the rate of its type',
  'latencies are of this machine and of the wall clock, and the load generator shares a thread with the platform',
];

const executionsOf = (story: Story): readonly ReportedExecution[] =>
  story.of('products').map(({ reason, states, record }) => ({
    wokenBy: reason,
    states,
    outcome: record?.outcome ?? null,
    reasonCodes: record?.reasonCodes ?? [],
    action: record?.action ?? null,
    costUsdPerMonth: record?.costUsdPerMonth ?? null,
  }));

const failures = (count: number, errors: Readonly<Record<string, number>>): string => {
  const names = Object.entries(errors).map(([name, times]) => `${times} x ${name}`);
  return count === 0 ? '0' : `${count} (${names.join(', ')})`;
};

const nodesText = (minutes: readonly LiveMinute[]): string | undefined => {
  const known = minutes.filter(({ cluster }) => cluster !== undefined && cluster.nodes.length > 0);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const perNode = ({ cluster }: LiveMinute): string =>
    (cluster?.nodes ?? [])
      .map(
        ({ id, requestsPerSecond, cpuPercent }) => `${id} ${thousands(requestsPerSecond)}/s ${cpuPercent.toFixed(0)} %`,
      )
      .join(', ');
  return `Load per node (requests/s, CPU): ${clockText(first.atMs)} ${perNode(first)}\n                                 ${clockText(last.atMs)} ${perNode(last)}`;
};

const verdict = ({ status, missing, errors, seconds }: ScenarioReport): string =>
  status === 'seen'
    ? `${pc.green('Everything was seen')}, in ${seconds} s of real time.`
    : [`${pc.red('Not everything was seen')} in ${seconds} s of real time:`, ...missing, ...errors].join('\n  ');

const further = ({ scenario, seed }: ScenarioReport): string => `To look further:
  npm start -- --scenario ${scenario} --seed ${seed + 1}    other traffic; --keys FILE for the keys of a trace, --speed N, --json for everything as data
  npx daxpilot local                     the platform alone, with DAX nodes on port 8111; docs/scenarios.md says how to put traffic on it`;
