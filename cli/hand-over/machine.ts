import { GetExecutionHistoryCommand, ListStateMachinesCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { CliError, exitStatus } from '../exit';

/** The machine that hands targets over between clusters. */
export const replaceMachineName = 'daxpilot-replace-cluster';

export const replaceMachineArn = async (client: SFNClient): Promise<string> => {
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({ maxResults: 1_000 }));
  const found = stateMachines.find(({ name }) => name === replaceMachineName)?.stateMachineArn;
  if (found !== undefined) return found;
  throw new CliError(
    'aws.not-found',
    `there is no state machine ${replaceMachineName} here: deploy the service first`,
    exitStatus.unknown,
  );
};

/** What the machine did last, and what it waits for. */
export interface ReplaceTurn {
  /** Null before there is one. */
  readonly stage: string | null;
  readonly text: string;
}

export const newestTurn = async (client: SFNClient, executionArn: string): Promise<ReplaceTurn | undefined> => {
  const { events = [] } = await client.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 20, includeExecutionData: true }),
  );
  for (const { lambdaFunctionSucceededEventDetails, taskSucceededEventDetails } of events) {
    const json = lambdaFunctionSucceededEventDetails?.output ?? taskSucceededEventDetails?.output;
    if (json === undefined) continue;
    const { stage = null, text } = JSON.parse(json) as { readonly stage?: string | null; readonly text?: string };
    return text === undefined ? undefined : { stage, text };
  }
  return undefined;
};
