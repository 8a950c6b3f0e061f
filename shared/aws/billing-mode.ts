import type { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { type DynamoDBClient, UpdateTableCommand, type UpdateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { type Changer, PortError } from '../flow/ports';
import type { TableState, ThroughputPlan } from '../sizing';
import { attempt } from './calls';
import { refuseForGlobalTable } from './global-table';
import { toPortError } from './port-error';
import { readTable } from './table-reader';
import { ensureScaling, repairStaleTargets } from './table-scaling';

export interface BillingModeClients {
  readonly dynamodb: () => DynamoDBClient;
  readonly scaling: () => ApplicationAutoScalingClient;
}

/**
 * Can be called again after any failure: it looks first and does what is still missing. On the way to provisioned
 * 1. scalable targets of an earlier provisioned time are given today's limits, because they would clamp the new units at once;
 * 2. one UpdateTable carries the mode and the units of the table and of every index;
 * 3. targets and policies are registered for reads and writes of the table and of every index.
 * The way to on-demand is the UpdateTable alone: AWS keeps the scaling settings and does not use them.
 */
export async function setBillingMode(
  clients: BillingModeClients,
  change: Parameters<Changer['setBillingMode']>[0],
): Promise<void> {
  const { table: name, to, throughput, limits } = change;
  const table = await readTable(clients.dynamodb(), name);
  if (table === undefined) throw new PortError('aws.not-found', `There is no table ${name}`, false, 'no');

  if (to === 'on-demand') {
    if (table.billingMode !== to) {
      await update(clients.dynamodb(), { TableName: name, BillingMode: 'PAY_PER_REQUEST' });
    }
    return;
  }
  if (table.billingMode !== to) {
    refuseForGlobalTable(table, { kind: 'set-billing-mode', to });
    const input = toProvisioned(table, throughput);
    await repairStaleTargets(clients.scaling(), table, limits);
    await update(clients.dynamodb(), input);
  }
  await afterTheSwitch(name, () => ensureScaling(clients.scaling(), table, limits));
}

/** The mode is changed by now, so a failure here must not read as if nothing had happened. */
async function afterTheSwitch(table: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    const { code, message } = toPortError('scaling', error);
    throw new PortError(code, `${table} is being switched, but not all of it scales yet: ${message}`, true, 'maybe', {
      cause: error,
    });
  }
}

const update = (dynamodb: DynamoDBClient, input: UpdateTableCommandInput) =>
  attempt(`UpdateTable ${input.TableName} to ${input.BillingMode}`, (options) =>
    dynamodb.send(new UpdateTableCommand(input), options),
  );

/** AWS wants units for every index that there is; an index without a plan cannot be guessed. */
export function toProvisioned(table: TableState, plan: ThroughputPlan | undefined): UpdateTableCommandInput {
  if (plan === undefined) {
    throw new PortError('aws.invalid', `${table.name} cannot become provisioned without units`, false, 'no');
  }
  const missing = table.indexes.filter(({ name }) => !plan.indexes.some((index) => index.name === name));
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ');
    throw new PortError('aws.invalid', `${table.name} has no planned units for its index ${names}`, false, 'no');
  }
  const planned = plan.indexes.filter(({ name }) => table.indexes.some((index) => index.name === name));
  return {
    TableName: table.name,
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: units(plan),
    ...(planned.length === 0
      ? {}
      : {
          GlobalSecondaryIndexUpdates: planned.map((index) => ({
            Update: { IndexName: index.name, ProvisionedThroughput: units(index) },
          })),
        }),
  };
}

const units = ({ read, write }: { readonly read: number; readonly write: number }) => ({
  ReadCapacityUnits: read,
  WriteCapacityUnits: write,
});
