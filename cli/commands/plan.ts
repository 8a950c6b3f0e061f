import type { Command } from 'commander';
import { decideStep, observe } from '../../shared/flow';
import type { Request } from '../../shared/request/request';
import type { Decision } from '../../shared/sizing';
import type { GlobalOptions } from '../connection';
import { CliError, exitStatus } from '../exit';
import { withGlobalOptions } from '../global-options';
import { targetNamed } from '../load-config';
import { createOutput } from '../output';
import { renderDecision } from '../render-decision';
import { openSession, type Session } from '../session';
import { planJsonSchema } from './plan-schema';

export interface Plan {
  readonly target: string;
  readonly at: string;
  /** What an execution would do with this decision: the policy's approval and a freeze are taken into account. */
  readonly outcome: 'held' | 'recommended' | 'would-apply';
  readonly because: string | null;
  readonly decision: Decision;
}

/** Observes and decides with the very steps of the state machine, writing nothing. */
export const planTarget = async (session: Session, target: string, nowMs: number): Promise<Plan> => {
  const at = new Date(nowMs).toISOString();
  const head = { schemaVersion: 1, execution: 'daxpilot-plan', now: at } as const;
  const request: Request = { schemaVersion: 1, target, mode: 'plan', source: 'manual', reason: 'plan' };
  const observation = await observe(session.flow, {
    ...head,
    step: 'observe',
    target,
    request,
    round: 1,
    settled: null,
  });
  if (observation.kind !== 'observed') {
    const text = observation.kind === 'stopped' ? observation.text : 'the target is being changed right now';
    throw new CliError('aws.not-found', `${target}: ${text}`, exitStatus.unknown);
  }
  const asked: Request = { ...request, mode: 'apply' };
  const decided = await decideStep(session.flow, {
    ...head,
    step: 'decide',
    target,
    request: asked,
    round: 1,
    observation,
  });
  const outcomes = { apply: 'would-apply', hold: 'held', recommend: 'recommended' } as const;
  return { target, at, outcome: outcomes[decided.kind], because: decided.because, decision: decided.decision };
};

const headlines = { held: 'HOLD', recommended: 'RECOMMEND', 'would-apply': 'WOULD APPLY' } as const;

export const renderPlan = (plan: Plan): string =>
  renderDecision({
    ...plan.decision,
    headline: `${plan.target}: ${headlines[plan.outcome]}`,
    reasonCodes: [...(plan.because === null ? [] : [plan.because]), ...plan.decision.reasonCodes],
  });

export const addPlan = (program: Command, finish: (status: number) => void): void => {
  withGlobalOptions(program.command('plan').argument('[target]', 'declared target'))
    .description('say what would be done for a target and why, changing nothing')
    .option('--schema', 'print the JSON Schema of what --json prints instead; needs no target')
    .action(async (target: string | undefined, options: GlobalOptions & { readonly schema?: boolean }) => {
      if (options.schema === true) {
        createOutput(true).result(planJsonSchema(), () => '');
        finish(exitStatus.done);
        return;
      }
      if (target === undefined) {
        throw new CliError('use.invalid-input', 'plan needs a target: daxpilot plan TARGET', exitStatus.wrongUse);
      }
      const session = openSession(options);
      targetNamed(session.config, target);
      session.output.result(await planTarget(session, target, await session.nowMs()), renderPlan);
      finish(exitStatus.done);
    });
};
