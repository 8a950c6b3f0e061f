import { parseArgs } from 'node:util';
import { allCells, cellText } from './fault-cells';
import { runInProcess } from './in-process';
import { runMachineCommand } from './machines/command';
import { planOf, planText } from './plan';
import { PlatformRun, type PlatformVerdict } from './platform';
import { runSchedule } from './schedule-run';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const progress = (line: string): void => void process.stderr.write(`${line}\n`);

let isStopped = false;

/** From now on a signal ends the run after the schedule that is being played, with the counts so far. */
function endOnSignal(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      isStopped = true;
    });
  }
}

/**
 * `--in-process N --platform N --seed S` or `--replay S` or `--replay-platform S`; `--machine NAME` for the other machines,
 * of which only what is given is played. Exit status 1
 * if a schedule failed, 2 for wrong use.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      'in-process': { type: 'string' },
      platform: { type: 'string' },
      seed: { type: 'string', default: '1' },
      replay: { type: 'string' },
      'replay-platform': { type: 'string' },
      machine: { type: 'string' },
    },
  });
  if (values.machine !== undefined) {
    endOnSignal();
    return runMachineCommand({
      isStopped: () => isStopped,
      machine: values.machine,
      seed: whole('seed', values.seed),
      count: whole('in-process', values['in-process'] ?? (values.platform === undefined ? '3000' : '0')),
      platform: whole('platform', values.platform ?? '0'),
      replay: values.replay === undefined ? undefined : whole('replay', values.replay),
    });
  }
  if (values.replay !== undefined) return replay(whole('replay', values.replay));
  if (values['replay-platform'] !== undefined)
    return onPlatform(whole('replay-platform', values['replay-platform']), 1);
  const seed = whole('seed', values.seed);
  const failed = await inProcess(seed, whole('in-process', values['in-process'] ?? '100000'));
  const platform = whole('platform', values.platform ?? '500');
  return Math.max(failed, platform === 0 ? 0 : await onPlatform(seed, platform));
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  process.stderr.write(`--${name} must be a whole number of 0 or more, got ${text}\n`);
  process.exit(2);
}

async function replay(seed: number): Promise<number> {
  say(planText(planOf(seed)));
  const { violations, log } = await runSchedule(seed, { log: true });
  say(log.join('\n'));
  say(violations.length === 0 ? 'nothing found' : violations.join('\n'));
  return violations.length === 0 ? 0 : 1;
}

async function inProcess(first: number, count: number): Promise<number> {
  // A notice that cannot be sent is told to the log: that is one of the faults.
  console.warn = () => {};
  endOnSignal();
  const began = process.cpuUsage();
  const { schedules, executions, changes, frozen, cells, struck, failures } = await runInProcess(first, count, {
    tell: (done, failed) => progress(`in process: ${done} schedules, ${failed} failed`),
    isStopped: () => isStopped,
  });
  const { user, system } = process.cpuUsage(began);
  const seconds = Math.round((user + system) / 1e6);
  say(
    `in process: ${schedules} schedules from seed ${first} on in ${seconds} s of processor time, ${executions} executions, ${changes} changes, ${frozen} frozen and thawed, ` +
      `${struck.size} of ${cells} cells struck, ${failures.length} failed`,
  );
  for (const { seed, violations } of failures) say(`  seed ${seed}: ${violations.slice(0, 3).join('; ')}`);
  const unstruck = allCells()
    .map(cellText)
    .filter((cell) => !struck.has(cell));
  if (unstruck.length > 0 && unstruck.length <= 100) say(`  never struck: ${unstruck.join('; ')}`);
  return failures.length === 0 ? 0 : 1;
}

async function onPlatform(first: number, count: number): Promise<number> {
  const beganMs = Date.now();
  endOnSignal();
  const run = await PlatformRun.boot();
  const bootSeconds = Math.round((Date.now() - beganMs) / 1_000);
  const verdicts: PlatformVerdict[] = [];
  try {
    for (let seed = first; seed < first + count && !isStopped; seed += 1) {
      const verdict = await run.schedule(seed);
      verdicts.push(verdict);
      const found = verdict.violations.length === 0 ? 'nothing found' : verdict.violations.join('; ');
      const { operation, name } = verdict.plan.cell;
      progress(`platform: seed ${seed}, ${operation} ${name}, struck ${verdict.struck}: ${found}`);
    }
  } finally {
    await run.stop();
  }
  const failures = verdicts.filter(({ violations }) => violations.length > 0);
  const executions = verdicts.reduce((sum, one) => sum + one.executions, 0);
  const hits = verdicts.filter(({ struck }) => struck.some((times) => times > 0)).length;
  const seconds = Math.round((Date.now() - beganMs) / 1_000);
  say(
    `platform: ${verdicts.length} schedules from seed ${first} on in ${seconds} s (${bootSeconds} s of it to boot), ${executions} executions, ${run.cells.length} cells, ` +
      `a fault struck in ${hits}, ${failures.length} failed`,
  );
  for (const { seed, plan, violations } of failures) {
    say(`  seed ${seed}: ${violations.slice(0, 3).join('; ')} with ${JSON.stringify(plan)}`);
  }
  return failures.length === 0 ? 0 : 1;
}

say(`${allCells().length} cells: every task x every call of it x everything that may go wrong with the call`);
main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 3;
  },
);
