import { PortError, type Ports } from '../../shared/flow';
import type { LedgerStore } from '../../shared/ledger';
import { config, type Resources } from './aws-in-memory';
import { type Fault, operationsOf } from './fault-cells';
import { type AttemptFault, found, heard } from './faulty-call';
import { turnOf } from './judge';
import { type TargetName, targetNames } from './plan';
import type { Attempt } from './run-parts';
import type { ScheduleRun } from './schedule-run';

/** The world as one attempt of a step calls it: every AWS call is a point at which everything else may happen first. */
export function portsFor(
  run: ScheduleRun,
  attempt: Attempt,
): { readonly ledger: LedgerStore; readonly ports: Omit<Ports, 'config'> } {
  const call = <Value>(operation: string, effect: () => Value | Promise<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      const { random } = run.plan;
      if (operationsOf[`${attempt.proc.machine} ${attempt.state}`]?.includes(operation) !== true) {
        run.violate(`${attempt.state} calls ${operation}, which is not in its list`);
      }
      const latencyMs = () => {
        if (!attempt.heard) return random.chance(0.5) ? random.below(28_000) : random.below(500);
        return random.chance(0.02) ? random.below(8_000) : random.between(2, 200);
      };
      const land = (fault: Fault | undefined): void => run.at(latencyMs(), () => perform(fault));
      const perform = async (fault: Fault | undefined): Promise<void> => {
        if (!attempt.alive) return;
        if (fault !== undefined)
          run.note(() => `${attempt.proc.arn} ${attempt.state} ${operation}: ${JSON.stringify(fault)}`);
        const parked = run.nextSignal(attempt);
        const outcome = await heard(operation, fault, effect, (one) => befall(one, land));
        if (outcome === 'nothing is heard') return;
        if ('error' in outcome) reject(outcome.error);
        else resolve(outcome.value as Value);
        await parked;
      };
      const befall = (fault: AttemptFault, again: (fault: undefined) => void): void => {
        const { proc } = attempt;
        switch (fault.kind) {
          case 'crash':
            attempt.alive = false;
            if (attempt.heard)
              run.at(100, () => run.fail(proc, attempt.turn, { Error: 'Runtime.ExitError', Cause: '' }));
            return;
          case 'late':
            if (attempt.heard) run.at(10, () => run.fail(proc, attempt.turn, { Error: 'Lambda.Unknown', Cause: '' }));
            attempt.heard = false;
            again(undefined);
            return;
          case 'stop':
            if (attempt.heard) run.end(proc, fault.status);
            attempt.heard = false;
            if (fault.attempt === 'dies') attempt.alive = false;
            else again(undefined);
        }
      };
      attempt.signal();
      // Drawn when the call is made, so that skipping is by the order of calls.
      land(allowed(run, attempt, operation, run.faults.strike(attempt.proc.machine, attempt.state, operation)?.fault));
    });

  const cluster = (of: Resources) =>
    found(async () => {
      await call('dax:DescribeClusters', () => undefined);
      return call('dax:DescribeParameters', () => of.cluster(run.nowMs));
    });
  const table = (of: Resources) => call('dynamodb:DescribeTable', () => of.table(run.nowMs));

  const ports: Omit<Ports, 'config'> = {
    observer: {
      demand: () => Promise.reject(new Error('no target of the matrix asks for learned rules')),
      totals: () => Promise.reject(new Error('no target of the matrix asks for learned rules')),
      cluster: (name) => cluster(resourcesOf(run, name)),
      table: (name) => found(() => table(resourcesOf(run, name))),
      snapshot: async ({ name }) => {
        const of = run.resources[name as TargetName];
        const isThere = (await cluster(of)) !== undefined;
        const { billingMode } = await table(of);
        if (billingMode === 'provisioned') {
          await call('application-autoscaling:DescribeScalableTargets', () => undefined);
          await call('application-autoscaling:DescribeScalingPolicies', () => undefined);
        }
        return call('monitoring:GetMetricData', () => {
          const looks = attempt.heard && attempt.state === 'Observe' && !isPlan(attempt);
          if (looks) {
            attempt.proc.look = of.wakes;
            of.lastLook = attempt.proc.arn;
          }
          return of.snapshot(run.nowMs, isThere);
        });
      },
    },
    changer: {
      setNodeCount: ({ cluster: name, from, to }) =>
        call(to > from ? 'dax:IncreaseReplicationFactor' : 'dax:DecreaseReplicationFactor', () => {
          const of = resourcesOf(run, name);
          if (of.clusterIsBusy(run.nowMs)) throw new PortError('aws.busy', 'not available', true, 'no');
          if (of.nodes === to) throw new PortError('aws.invalid', 'the same size', false, 'no');
          judgeChange(run, attempt, of);
          const { min, max } = policyOf(of).nodes;
          if (to < min || to > max) run.violate(`${to} nodes of ${name} are outside ${min} to ${max}`);
          of.setNodes(to, run.nowMs);
        }),
      setBillingMode: async ({ table: name, to }) => {
        const of = resourcesOf(run, name);
        const { billingMode } = await table(of);
        if (billingMode !== to) {
          if (to === 'provisioned') await call('application-autoscaling:DescribeScalableTargets', () => undefined);
          await call('dynamodb:UpdateTable', () => {
            if (of.tableIsBusy(run.nowMs)) throw new PortError('aws.busy', 'updating', true, 'no');
            if (of.mode === to) throw new PortError('aws.invalid', 'the same mode', false, 'no');
            judgeChange(run, attempt, of);
            of.setMode(to, run.nowMs);
          });
        }
        if (to === 'on-demand') return;
        // As the adapter says it: the mode is changed by now.
        try {
          for (const operation of ['DescribeScalableTargets', 'DescribeScalingPolicies', 'RegisterScalableTarget']) {
            await call(`application-autoscaling:${operation}`, () => undefined);
          }
          await call('application-autoscaling:PutScalingPolicy', () => undefined);
        } catch (error) {
          if (!(error instanceof PortError)) throw error;
          throw new PortError(error.code, `${name} is being switched: ${error.message}`, true, 'maybe');
        }
      },
      setThroughput: () => Promise.reject(new Error('no decision of these schedules changes units')),
      setCacheTtl: () => Promise.reject(new Error('no decision of these schedules changes a TTL')),
      rebootNode: () => Promise.reject(new Error('no decision of these schedules reboots a node')),
    },
    executions: {
      describe: async (execution) =>
        (await found(() =>
          call('states:DescribeExecution', () => {
            const proc = run.procs.find(({ arn }) => arn === execution);
            if (proc === undefined) return { kind: 'not-found' } as const;
            if (proc.status === 'RUNNING') return { kind: 'running' } as const;
            return { kind: 'ended', status: proc.status, stoppedAtMs: proc.stoppedAtMs } as const;
          }),
        )) ?? { kind: 'not-found' },
      start: (input) =>
        call('states:StartExecution', () =>
          run.begin('rightsize', input, (input as { readonly target: TargetName }).target),
        ),
    },
    notifier: { announce: () => call('sns:Publish', () => undefined) },
  };
  return {
    ledger: {
      read: (key) => call('dynamodb:GetItem', () => run.ledger.read(key)),
      update: (update) => call('dynamodb:UpdateItem', () => run.ledger.updateNow(update)),
      append: (row) => call('dynamodb:PutItem', () => run.ledger.append(row)),
      query: () => Promise.reject(new Error('no step of the machines queries rows')),
    },
    ports,
  };
}

const hourMs = 3_600_000;

/** DescribeExecution is eventually consistent: it may not know a young execution, and knows every other one. */
function allowed(run: ScheduleRun, attempt: Attempt, operation: string, fault: Fault | undefined): Fault | undefined {
  const denies = fault?.kind === 'error' && fault.error.name === 'ExecutionDoesNotExist';
  const isOld = run.nowMs - Date.parse(attempt.proc.now) > hourMs;
  return operation === 'states:DescribeExecution' && denies && isOld ? undefined : fault;
}

/** A change may land only for whoever looked last, decided from what is there now, owns the target and has the account's turn. */
function judgeChange(run: ScheduleRun, attempt: Attempt, of: Resources): void {
  const { arn } = attempt.proc;
  run.changes += 1;
  if (of.lastLook !== arn) run.violate(`two actors: the call of ${arn} lands after the look of ${of.lastLook}`);
  const { decided } = attempt.payload as {
    readonly decided: { readonly decision: { readonly evidence: readonly { readonly value?: number }[] } };
  };
  if (decided.decision.evidence[0]?.value !== of.version) {
    run.violate(`two changes for one need: ${arn} decided before the last change of ${of.name}`);
  }
  const changing = turnOf(run);
  if (changing !== arn)
    run.violate(`out of turn: ${arn} changes ${of.name} while the account's turn is with ${changing}`);
}

const policyOf = ({ name }: Resources) => {
  const target = config.targets[name];
  if (target === undefined) throw new Error(`${name} is not declared`);
  return target.policy;
};

function resourcesOf(run: ScheduleRun, resource: string): Resources {
  const name = targetNames.find((one) => resource.endsWith(`-${one}`));
  if (name === undefined) throw new Error(`there is no ${resource}`);
  return run.resources[name];
}

const isPlan = ({ proc }: Attempt): boolean => (proc.input as { readonly mode?: string }).mode === 'plan';
