import type { Platform, Service } from '../../kernel/service';
import type { XRay } from '../xray';
import { executionOperations } from './execution-operations';
import { ExecutionStore } from './execution-store';
import { machineOperations } from './machine-operations';
import { MachineStore } from './machine-store';
import { tagOperations } from './tag-operations';
import { TaskTokens } from './tasks/task-tokens';
import { tokenOperations } from './token-operations';

export interface StepFunctionsOptions {
  /** Ended executions kept at most; the oldest go first. Default 20,000. */
  readonly maxEndedExecutions?: number;
  /** Where traces go. Default: nothing is traced. */
  readonly xray?: XRay;
}

/** Step Functions: Standard state machines in both query languages, on the virtual clock. */
export function createStepFunctionsService(
  platform: Platform,
  { maxEndedExecutions = 20_000, xray }: StepFunctionsOptions = {},
): Service {
  const machines = new MachineStore(platform);
  const tokens = new TaskTokens();
  const executions = new ExecutionStore(
    platform,
    tokens,
    ({ machine, version }) => (version === undefined ? undefined : machines.versionArn(machine, version)),
    maxEndedExecutions,
    xray,
  );
  return {
    name: 'states',
    operations: {
      ...machineOperations(machines, platform.clock, (arn) => executions.machineDeleted(arn)),
      ...executionOperations(machines, executions),
      ...tokenOperations(tokens),
      ...tagOperations(machines),
    },
    stop() {
      executions.stop();
    },
  };
}
