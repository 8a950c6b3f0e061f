import { DescribeExecutionCommand, ListExecutionsCommand, ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { untilCalm } from '../end-to-end/executions';
import { locks } from '../end-to-end/ledger';
import { packagedCopy } from '../end-to-end/packaged-copy';
import { type AService, minuteMs } from '../end-to-end/service-at-work';
import { privilegeConfig } from './config';
import type { Path } from './path';
import { aPrivilegedService } from './run-paths';
import { without } from './without';

export interface Broken {
  /** Statements of the template that had the action. */
  readonly statements: number;
  /** Why the path did not come to its end; undefined if it did. */
  readonly failure: string | undefined;
  /** Actions that roles asked for and were refused. */
  readonly denied: readonly string[];
  /** Outputs of executions that tell of a denial. */
  readonly told: readonly string[];
  /** What is still held by anybody once nothing runs any more. */
  readonly locks: object;
}

/** A path on a service from whose packaged template one action was taken away. */
export async function brokenBy(action: string, path: Path): Promise<Broken> {
  const taken = without(await packagedCopy(privilegeConfig), action);
  const service = await aPrivilegedService(path, taken.folder);
  try {
    const failure = await path.run(service).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    await service.clearFaults();
    await untilCalm(service, () => service.advance(5 * minuteMs));
    return {
      statements: taken.statements,
      failure,
      denied: [...new Set((await service.denied()).map((one) => one.action))],
      told: (await outputs(service)).filter((output) => /aws[-.]denied|not authorized/.test(output)),
      locks: { products: await locks(service), orders: await locks(service, 'orders') },
    };
  } finally {
    await service.stop();
    taken.remove();
  }
}

async function outputs({ clients }: AService): Promise<readonly string[]> {
  const { stateMachines = [] } = await clients.states.send(new ListStateMachinesCommand({}));
  const pages = await Promise.all(
    stateMachines.map(({ stateMachineArn }) => clients.states.send(new ListExecutionsCommand({ stateMachineArn }))),
  );
  const described = pages
    .flatMap(({ executions = [] }) => executions)
    .map(({ executionArn }) => clients.states.send(new DescribeExecutionCommand({ executionArn })));
  return (await Promise.all(described)).map(({ output, cause }) => output ?? cause ?? '');
}
