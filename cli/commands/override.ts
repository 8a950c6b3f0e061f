import type { Command } from 'commander';
import { Option } from 'commander';
import { clearOverride, overrideOf, setOverride } from '../../shared/flow';
import type { Override } from '../../shared/sizing';
import { callerArn } from '../caller';
import type { GlobalOptions } from '../connection';
import { CliError, exitStatus } from '../exit';
import { wholeNumberOf, withGlobalOptions } from '../global-options';
import { targetNamed } from '../load-config';
import { openSession } from '../session';
import { timeFrom } from '../time-from';

interface OverrideOptions extends GlobalOptions {
  readonly until?: string;
  readonly min?: number;
  readonly max?: number;
  readonly hold?: boolean;
  readonly mode?: 'provisioned' | 'on-demand';
  readonly reason?: string;
  readonly clear?: boolean;
}

export const addOverride = (program: Command, finish: (status: number) => void): void => {
  withGlobalOptions(program.command('override').argument('<target>', 'declared target'))
    .option('--until <time>', 'its end: a time (2026-11-28T18:00:00Z) or a length from now (90m, 2h, 3d)')
    .option('--min <n>', 'fewest nodes', wholeNumberOf(1, 11))
    .option('--max <n>', 'most nodes', wholeNumberOf(1, 11))
    .option('--hold', 'change nothing')
    .addOption(new Option('--mode <mode>', 'capacity mode of the tables').choices(['provisioned', 'on-demand']))
    .option('--reason <text>', 'why, for whoever is on call')
    .option('--clear', 'end the override that there is')
    .description('what a person wants for a while; without options, shows what there is')
    .action(async (name: string, options: OverrideOptions) => {
      const session = openSession(options);
      const target = targetNamed(session.config, name).name;
      const nowMs = await session.nowMs();
      if (options.clear === true) {
        refuseWith(options, ['until', 'min', 'max', 'hold', 'mode', 'reason']);
        await clearOverride(session.flow, target);
        session.output.result({ target, override: null }, () => `${target} has no override any more`);
      } else if (isQuestion(options)) {
        const override = (await overrideOf(session.flow, target)) ?? null;
        session.output.result({ target, override }, () => shown(target, override, nowMs));
      } else {
        const override = overrideFrom(options, await callerArn(session.connection), nowMs);
        const problems = await setOverride(session.flow, target, override);
        if (problems.length > 0) {
          throw new CliError(
            'use.invalid-input',
            `${target}: the override is not valid`,
            exitStatus.wrongUse,
            problems.map(({ path, value, rule }) => `--${path} = ${JSON.stringify(value)}: ${rule}`),
          );
        }
        session.output.result({ target, override }, () => shown(target, override, nowMs));
      }
      finish(exitStatus.done);
    });
};

const names = ['until', 'min', 'max', 'hold', 'mode', 'reason'] as const;

const isQuestion = (options: OverrideOptions): boolean => names.every((name) => options[name] === undefined);

const refuseWith = (options: OverrideOptions, others: readonly (typeof names)[number][]): void => {
  const given = others.filter((name) => options[name] !== undefined);
  if (given.length === 0) return;
  throw new CliError(
    'use.invalid-input',
    `--clear stands alone, and not with ${given.map((name) => `--${name}`).join(', ')}`,
    exitStatus.wrongUse,
  );
};

const overrideFrom = (options: OverrideOptions, by: string, nowMs: number): Override => {
  const { until, min, max, hold, mode, reason } = options;
  const missing = [...(until === undefined ? ['--until'] : []), ...(reason === undefined ? ['--reason'] : [])];
  if (until === undefined || reason === undefined) {
    throw new CliError('use.invalid-input', `an override needs ${missing.join(' and ')}`, exitStatus.wrongUse);
  }
  return {
    by,
    reason,
    atMs: nowMs,
    untilMs: timeFrom(until, nowMs, '--until'),
    ...(hold === true && { hold }),
    ...((min !== undefined || max !== undefined) && {
      nodes: { ...(min !== undefined && { min }), ...(max !== undefined && { max }) },
    }),
    ...(mode !== undefined && { billingMode: mode }),
  };
};

const shown = (target: string, override: Override | null, nowMs: number): string => {
  if (override === null) return `${target} has no override`;
  const { nodes = {}, hold, billingMode, untilMs, by, reason } = override;
  const wants = [
    ...(hold === true ? ['change nothing'] : []),
    ...(nodes.min === undefined ? [] : [`at least ${nodes.min} nodes`]),
    ...(nodes.max === undefined ? [] : [`at most ${nodes.max} nodes`]),
    ...(billingMode === undefined ? [] : [`tables ${billingMode}`]),
  ];
  const end = untilMs > nowMs ? 'until' : 'over since';
  return `${target}: ${wants.join(', ')}, ${end} ${new Date(untilMs).toISOString()} (${by}: ${reason})`;
};
