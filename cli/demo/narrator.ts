import pc from 'picocolors';
import type { DecideResult } from '../../shared/flow';
import { recordIn } from '../decision-record';
import { usd } from '../output';
import { actionText, renderDecision } from '../render-decision';
import type { Happening } from './watch';

/**
 * Turns what happens into lines for a person. An execution that only holds is told in one line, one whose decision is of a kind in `loudly`
 * state by state.
 */
export const createNarrator = (
  say: (line: string) => void,
  loudly: readonly DecideResult['kind'][] = ['apply'],
): ((happening: Happening) => void) => {
  const loud = new Map<string, LoudExecution>();
  return (happening) => {
    switch (happening.kind) {
      case 'alarm':
        say(
          `${clockText(happening.atMs)}  ${happening.state === 'ALARM' ? pc.red('ALARM') : pc.green(happening.state)} ${pc.bold(happening.name)}  ${shortReason(happening.reason)}`,
        );
        return;
      case 'started':
        loud.set(happening.execution, { by: wokenBy(happening.input), states: [], told: false });
        return;
      case 'step':
        tellStep(say, loudly, loud.get(happening.execution), happening.step);
        return;
      case 'ended':
        tellEnd(say, loud.get(happening.execution), happening.ended);
    }
  };
};

interface LoudExecution {
  readonly by: string;
  /** States entered before it was clear whether the execution acts. */
  readonly states: string[];
  told: boolean;
}

/** Helper states that only carry values from one to the next. */
const plumbing = /^(Begin|NextRound|Admitted|Observed|Decided|Applied|Progressed|Released|NotAdmitted|Done)$/;

const tellStep = (
  say: (line: string) => void,
  loudly: readonly DecideResult['kind'][],
  execution: LoudExecution | undefined,
  step: Extract<Happening, { kind: 'step' }>['step'],
): void => {
  if (execution === undefined) return;
  const at = clockText(step.atMs);
  if (step.kind === 'entered') {
    if (execution.states.includes(step.state)) return;
    execution.states.push(step.state);
    if (execution.told && !plumbing.test(step.state))
      say(`${at}    ${pc.cyan('|')} ${step.state}${step.type === 'Wait' ? ' ...' : ''}`);
    return;
  }
  if (step.kind === 'task-failed') {
    say(`${at}    ${pc.red('|')} a task failed: ${step.error} ${step.cause.slice(0, 160)}`);
    return;
  }
  if (step.kind === 'task-succeeded' && step.state === 'Decide') tellDecision(say, loudly, execution, at, step.output);
};

const tellDecision = (
  say: (line: string) => void,
  loudly: readonly DecideResult['kind'][],
  execution: LoudExecution,
  at: string,
  output: string,
): void => {
  const decided = JSON.parse(output) as DecideResult;
  if (!loudly.includes(decided.kind)) return;
  say(`${at}  ${pc.cyan('rightsize')} woken by ${execution.by}`);
  for (const state of execution.states) if (!plumbing.test(state)) say(`${at}    ${pc.cyan('|')} ${state}`);
  execution.told = true;
  say(indent(renderDecision({ ...decided.decision, headline: 'DECISION' })));
};

const tellEnd = (
  say: (line: string) => void,
  execution: LoudExecution | undefined,
  ended: Extract<Happening, { kind: 'ended' }>['ended'],
): void => {
  const record = recordIn(ended.output);
  const by = execution?.by ?? '?';
  if (record === undefined) {
    say(
      `       ${pc.red(`rightsize ended ${ended.status}`)} ${ended.error ?? ''} ${(ended.cause ?? '').slice(0, 200)}`,
    );
    return;
  }
  const reasons = record.reasonCodes.slice(0, 3).join(', ');
  if (execution?.told !== true) {
    say(pc.dim(`       ${by}: ${record.outcome} (${reasons})`));
    return;
  }
  const { before, after } = record.costUsdPerMonth;
  say(
    `       ${pc.cyan('rightsize')} ${pc.bold(record.outcome)}: ${actionText(record.action)}, ${usd(before)} -> ${usd(after)} a month (${reasons})`,
  );
};

/** AWS's reason without what the bracket at its end repeats. */
const shortReason = (reason: string): string => reason.replace(/ \(minimum .*\)\.$/, '');

const indent = (text: string): string =>
  text
    .split('\n')
    .map((line) => `       ${line}`)
    .join('\n');

export const clockText = (ms: number): string => new Date(ms).toISOString().slice(11, 16);

/** The alarm's name, or who started it. */
const wokenBy = (input: unknown): string => {
  if (typeof input !== 'object' || input === null) return 'an input';
  if ('detail' in input && typeof input.detail === 'object' && input.detail !== null && 'alarmName' in input.detail) {
    return `alarm ${String(input.detail.alarmName)}`;
  }
  const part = (name: string) => (name in input ? String(input[name as keyof typeof input]) : '');
  return `${part('reason') || 'a request'} for ${part('target')}`;
};

/** `██████████████░░░│░` : a value in percent against its band. */
export const bar = (percent: number, high: number, width = 30): string => {
  const filled = Math.min(width, Math.round((percent / 100) * width));
  const mark = Math.round((high / 100) * width);
  const cells = Array.from({ length: width }, (_, i) => {
    if (i === mark) return '|';
    return i < filled ? '#' : '.';
  }).join('');
  return percent > high ? pc.red(cells) : pc.green(cells);
};
