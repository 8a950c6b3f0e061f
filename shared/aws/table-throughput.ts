import type { ScalableTarget } from '@aws-sdk/client-application-auto-scaling';
import { UpdateTableCommand, type UpdateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { type Changer, PortError, type UnitLimits } from '../flow/ports';
import type { TableState, Throughput, ThroughputPlan } from '../sizing';
import type { BillingModeClients } from './billing-mode';
import { attempt } from './calls';
import { refuseForGlobalTable } from './global-table';
import { toPortError } from './port-error';
import { isOf, scalablesOf } from './scalable';
import { readTargets } from './scaling-reader';
import { type Bounds, resume, suspend } from './suspension';
import { readTable } from './table-reader';
import { changesTo, planOf, type UnitsChange } from './units-change';

/**
 * Units of a provisioned table and of its indexes, in one UpdateTable that names only what differs (AWS refuses a part that would not
 * change). Looks first and does what is missing:
 * - units differ: auto scaling rests, bounds that would clamp the new units are widened, the units are set;
 * - units are there: what a change of ours had suspended is resumed.
 * If AWS refuses the units, scaling is resumed at once.
 */
export async function setThroughput(
  { dynamodb, scaling }: BillingModeClients,
  { table: name, to, limits }: Parameters<Changer['setThroughput']>[0],
): Promise<void> {
  const table = await readTable(dynamodb(), name);
  if (table === undefined) throw new PortError('aws.not-found', `There is no table ${name}`, false, 'no');
  const changes = changesTo(table, to);
  const targets = await readTargets(scaling(), table);
  if (changes.length === 0) return resume(scaling(), targets, unitsIn(table, planOf(table)));

  refuseForGlobalTable(table, { kind: 'set-throughput', changes });
  refuseBusy(table);
  try {
    await suspend(scaling(), targets, (target) => widened(table, to, target, limits));
    await attempt(`UpdateTable ${name}`, (options) =>
      dynamodb().send(new UpdateTableCommand(inputOf(name, changes)), options),
    );
  } catch (error) {
    const failure = toPortError(`UpdateTable ${name}`, error);
    if (failure.sent === 'no') {
      await resumeAfter(failure, table, async () =>
        resume(scaling(), await readTargets(scaling(), table), unitsIn(table, planOf(table))),
      );
    }
    throw failure;
  }
}

/** Before anything is suspended: AWS would refuse the units anyway. */
function refuseBusy({ name, status, indexes }: TableState): void {
  const busy = [{ name, status }, ...indexes].find((one) => one.status !== 'ACTIVE');
  if (busy === undefined) return;
  throw new PortError('aws.busy', `${name} cannot be changed: ${busy.name} is ${busy.status}`, true, 'no');
}

function inputOf(TableName: string, changes: readonly UnitsChange[]): UpdateTableCommandInput {
  const own = changes.find(({ index }) => index === undefined);
  const updates = changes.flatMap(({ index, to }) =>
    index === undefined ? [] : [{ Update: { IndexName: index, ProvisionedThroughput: unitsOf(to) } }],
  );
  return {
    TableName,
    ...(own && { ProvisionedThroughput: unitsOf(own.to) }),
    ...(updates.length > 0 && { GlobalSecondaryIndexUpdates: updates }),
  };
}

const unitsOf = ({ read, write }: Throughput) => ({ ReadCapacityUnits: read, WriteCapacityUnits: write });

/**
 * Registering a target brings the units inside its bounds at once. Where the units of now or of then lie outside, they are stale: the
 * policy's take their place, and hold both.
 */
function widened(
  table: TableState,
  to: ThroughputPlan,
  target: ScalableTarget,
  { minUnits, maxUnits }: UnitLimits,
): Bounds | undefined {
  const units = [planOf(table), to].map((plan) => unitsIn(table, plan)(target)).filter((one) => one !== undefined);
  const { MinCapacity: min = 0, MaxCapacity: max = 0 } = target;
  if (units.every((one) => min <= one && one <= max)) return undefined;
  return { min: Math.min(minUnits, ...units), max: Math.max(maxUnits, ...units) };
}

/** Units of the side that a scalable target stands for; undefined if it is none of the plan's. */
function unitsIn(table: TableState, plan: ThroughputPlan): (target: ScalableTarget) => number | undefined {
  return (target) => {
    const scalable = scalablesOf(table).find((one) => isOf(one)(target));
    if (scalable === undefined) return undefined;
    const { index, side } = scalable;
    return (index === undefined ? plan : plan.indexes.find(({ name }) => name === index))?.[side];
  };
}

/** A target that cannot be resumed must not read as if nothing had happened: the step is to be tried again. */
async function resumeAfter(failure: PortError, { name }: TableState, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    const { code, message } = toPortError('auto scaling', error);
    throw new PortError(
      code,
      `${failure.message}; and the auto scaling of ${name} is still suspended: ${message}`,
      true,
      'maybe',
      { cause: error },
    );
  }
}
