import { cellText } from '../fault-cells';
import type { PlannedFault } from '../plan';
import { cellsOf, type OtherMachine, otherMachines } from './cells';
import { handOverPlan } from './hand-over-plan';
import { playOf, runMachineInProcess } from './in-process';
import { MachinesOnPlatform, type OnPlatform } from './on-platform';
import { reviewPlan } from './review-plan';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

export interface MachineCommand {
  readonly machine: string;
  readonly seed: number;
  readonly count: number;
  /** Schedules through the platform. */
  readonly platform: number;
  readonly replay: number | undefined;
  readonly isStopped: () => boolean;
}

/** `--machine NAME`: exit status 1 if a schedule failed, 2 for a machine that is none. */
export async function runMachineCommand({
  machine,
  seed,
  count,
  platform,
  replay,
  isStopped,
}: MachineCommand): Promise<number> {
  const known = otherMachines.find((name) => name === machine);
  if (known === undefined) {
    process.stderr.write(`--machine must be ${otherMachines.join(' or ')}, got ${machine}\n`);
    return 2;
  }
  // What could not be sent is one of the faults, and not news.
  console.warn = () => {};
  if (replay !== undefined) return replayed(known, replay);
  const failed = count === 0 ? 0 : await play(known, { first: seed, count, isStopped });
  return Math.max(failed, platform === 0 ? 0 : await onPlatform(known, { first: seed, count: platform, isStopped }));
}

interface Span {
  readonly first: number;
  readonly count: number;
  readonly isStopped: () => boolean;
}

async function play(machine: OtherMachine, { first, count, isStopped }: Span): Promise<number> {
  const began = process.cpuUsage();
  say(`${machine}: ${cellsOf(machine).length} cells`);
  const report = await runMachineInProcess(machine, first, count, {
    tell: (done, failed) => process.stderr.write(`${machine}: ${done} schedules, ${failed} failed\n`),
    isStopped,
  });
  const { schedules, executions, outcomes, struck, unstruck, failures } = report;
  const ends = Object.entries(outcomes).map(([outcome, times]) => `${times} ${outcome}`);
  const { user, system } = process.cpuUsage(began);
  const seconds = Math.round((user + system) / 1e6);
  say(
    `${machine}: ${schedules} schedules from seed ${first} on in ${seconds} s of processor time, ${executions} executions (${ends.sort().join(', ')}), ` +
      `${struck.size} of ${struck.size + unstruck.length} cells struck, ${failures.length} failed`,
  );
  if (unstruck.length > 0 && unstruck.length <= 100) say(`  never struck: ${unstruck.join('; ')}`);
  for (const { seed, violations } of failures) say(`  seed ${seed}: ${violations.slice(0, 3).join('; ')}`);
  return failures.length === 0 ? 0 : 1;
}

async function onPlatform(machine: OtherMachine, { first, count, isStopped }: Span): Promise<number> {
  const run = await MachinesOnPlatform.boot(machine);
  const played: OnPlatform[] = [];
  try {
    for (let seed = first; seed < first + count && !isStopped(); seed += 1) {
      const one = await run.schedule(seed);
      played.push(one);
      const found = one.violations.length === 0 ? 'nothing found' : one.violations.join('; ');
      const { operation, name } = one.cell;
      process.stderr.write(`${machine}: seed ${seed}, ${operation} ${name}, struck ${one.struck}: ${found}\n`);
    }
  } finally {
    await run.stop();
  }
  const executions = played.reduce((sum, one) => sum + one.executions, 0);
  const hits = played.filter(({ struck }) => struck.some((times) => times > 0)).length;
  const failures = played.filter(({ violations }) => violations.length > 0);
  say(
    `${machine} on the platform: ${played.length} schedules from seed ${first} on, ${executions} executions, ${run.cells.length} cells, ` +
      `a fault struck in ${hits}, ${failures.length} failed`,
  );
  return failures.length === 0 ? 0 : 1;
}

async function replayed(machine: OtherMachine, seed: number): Promise<number> {
  const { faults, ...plan } = machine === 'review' ? reviewPlan(seed) : handOverPlan(seed);
  say(JSON.stringify(plan, (name, value: unknown) => (name === 'random' ? undefined : value)));
  for (const fault of faults) say(textOf(fault));
  const { violations, log } = await playOf(machine)(seed, { log: true });
  say(log.join('\n'));
  say(violations.length === 0 ? 'nothing found' : violations.join('\n'));
  return violations.length === 0 ? 0 : 1;
}

const textOf = ({ cell, skip, count }: PlannedFault): string =>
  `fault ${cellText(cell)}, after ${skip}, ${count} times`;
