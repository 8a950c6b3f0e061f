import {
  type ApplicationAutoScalingClient,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { DescribeTableCommand, type DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { PortError } from '../flow/ports';
import type { RaisedReads, RaisePlan, ReadRaiser, ReadUnits } from '../replace';
import type { TableState } from '../sizing';
import { attempt } from './calls';
import { idOf, isOf, type Scalable, scalablesOf } from './scalable';
import { readTargets } from './scaling-reader';
import { isSuspended } from './suspension';
import { readTable } from './table-reader';

export interface RaiserClients {
  readonly dynamodb: () => DynamoDBClient;
  readonly scaling: () => ApplicationAutoScalingClient;
}

/**
 * Read capacity for as long as reads bridge over the table. Where auto scaling is at work its lower bound is raised, which brings the units
 * up at once and leaves it at work; it takes them down again by its policy once the bound is back. Other provisioned units are set and set
 * back. Warm throughput of an on-demand table only grows, and is paid once (AWS, warm throughput, November 2024).
 */
export function readRaiser(clients: RaiserClients): ReadRaiser {
  const { dynamodb, scaling } = clients;
  return {
    plan: async (wanted) => {
      const raised: RaisedReads[] = [];
      for (const [name, some] of byTable(wanted)) {
        const plan = await planOf(clients, name, some);
        if (plan.kind === 'cannot') return plan;
        raised.push(...plan.raised);
      }
      return { kind: 'can', raised };
    },
    raise: async (raised) => {
      for (const [name, some] of byTable(raised)) {
        const table = await tableNamed(dynamodb(), name);
        for (const one of some) if (one.kind === 'floor') await bound(scaling(), table, one.name, one.to, () => true);
        await setReads(dynamodb(), table, some, 'to');
      }
    },
    giveBack: async (raised) => {
      for (const [name, some] of byTable(raised)) {
        const table = await tableNamed(dynamodb(), name);
        for (const one of some)
          if (one.kind === 'floor')
            await bound(
              scaling(),
              table,
              one.name,
              one.before,
              ({ min, max }) => min === one.to.min && max === one.to.max,
            );
        await setReads(dynamodb(), table, some, 'before');
      }
    },
  };
}

async function planOf(
  { dynamodb, scaling }: RaiserClients,
  name: string,
  wanted: readonly ReadUnits[],
): Promise<RaisePlan> {
  const table = await tableNamed(dynamodb(), name);
  if (table.billingMode === 'on-demand') return warmPlan(dynamodb(), table, wanted);
  const targets = await readTargets(scaling(), table);
  return {
    kind: 'can',
    raised: wanted.map(({ name: one, readUnits }): RaisedReads => {
      const target = targets.find(isOf(readsOf(table, one)));
      if (target === undefined || isSuspended(target))
        return { kind: 'units', name: one, before: unitsOf(table, one), to: readUnits };
      const { MinCapacity: min = 0, MaxCapacity: max = 0 } = target;
      return { kind: 'floor', name: one, before: { min, max }, to: { min: readUnits, max: Math.max(max, readUnits) } };
    }),
  };
}

/** A maximum that somebody has set is kept to, whatever the table could give. */
async function warmPlan(dynamodb: DynamoDBClient, table: TableState, wanted: readonly ReadUnits[]): Promise<RaisePlan> {
  if (table.globalTable)
    return {
      kind: 'cannot',
      why: `${table.name} is a global table, and its warm throughput is that of all replicas: raise it by hand for all`,
    };
  const { Table } = await attempt(`DescribeTable ${table.name}`, (options) =>
    dynamodb.send(new DescribeTableCommand({ TableName: table.name }), options),
  );
  for (const { name, readUnits } of wanted) {
    const index = indexOf(name);
    const of =
      index === undefined ? Table : Table?.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index);
    const most = of?.OnDemandThroughput?.MaxReadRequestUnits ?? -1;
    if (most > 0 && most < readUnits)
      return { kind: 'cannot', why: `${name} has a maximum of ${most} read units/s, which somebody has set` };
  }
  return { kind: 'can', raised: wanted.map(({ name, readUnits }) => ({ kind: 'warm', name, to: readUnits })) };
}

/** One update for the table and its indexes; nothing where they are as they should be, or where somebody has set them otherwise. */
async function setReads(
  dynamodb: DynamoDBClient,
  table: TableState,
  raised: readonly RaisedReads[],
  which: 'to' | 'before',
): Promise<void> {
  const changes = raised.flatMap((one) => changeOf(table, one, which));
  if (changes.length === 0) return;
  const busy = [{ name: table.name, status: table.status }, ...table.indexes].find(({ status }) => status !== 'ACTIVE');
  if (busy !== undefined)
    throw new PortError('aws.busy', `${table.name} cannot be changed: ${busy.name} is ${busy.status}`, true, 'no');
  const own = changes.find(({ index }) => index === undefined);
  const updates = changes.flatMap(({ index, set }) =>
    index === undefined ? [] : [{ Update: { IndexName: index, ...set } }],
  );
  await attempt(`UpdateTable ${table.name}`, (options) =>
    dynamodb.send(
      new UpdateTableCommand({
        TableName: table.name,
        ...own?.set,
        ...(updates.length > 0 && { GlobalSecondaryIndexUpdates: updates }),
      }),
      options,
    ),
  );
}

interface Change {
  readonly index: string | undefined;
  readonly set:
    | { readonly ProvisionedThroughput: { readonly ReadCapacityUnits: number; readonly WriteCapacityUnits: number } }
    | { readonly WarmThroughput: { readonly ReadUnitsPerSecond: number } };
}

function changeOf(table: TableState, one: RaisedReads, which: 'to' | 'before'): readonly Change[] {
  if (one.kind === 'floor') return [];
  const index = indexOf(one.name);
  if (one.kind === 'warm') {
    if (which === 'before' || table.billingMode !== 'on-demand') return [];
    return [{ index, set: { WarmThroughput: { ReadUnitsPerSecond: one.to } } }];
  }
  if (table.billingMode !== 'provisioned') return [];
  const now = unitsOf(table, one.name);
  const isWanted = which === 'to' ? now < one.to : now === one.to;
  if (!isWanted) return [];
  const { write } = index === undefined ? table.throughput : (indexNamed(table, index)?.throughput ?? { write: 1 });
  return [{ index, set: { ProvisionedThroughput: { ReadCapacityUnits: one[which], WriteCapacityUnits: write } } }];
}

async function bound(
  scaling: ApplicationAutoScalingClient,
  table: TableState,
  name: string,
  to: { readonly min: number; readonly max: number },
  isOurs: (now: { readonly min: number; readonly max: number }) => boolean,
): Promise<void> {
  const scalable = readsOf(table, name);
  const target = (await readTargets(scaling, table)).find(isOf(scalable));
  if (target === undefined) return;
  const { MinCapacity: min = 0, MaxCapacity: max = 0 } = target;
  if ((min === to.min && max === to.max) || !isOurs({ min, max })) return;
  await attempt(`RegisterScalableTarget ${scalable.resourceId} ${scalable.dimension}`, (options) =>
    scaling.send(
      new RegisterScalableTargetCommand({ ...idOf(scalable), MinCapacity: to.min, MaxCapacity: to.max }),
      options,
    ),
  );
}

async function tableNamed(dynamodb: DynamoDBClient, name: string): Promise<TableState> {
  const table = await readTable(dynamodb, name);
  if (table === undefined) throw new PortError('aws.not-found', `There is no table ${name}`, false, 'no');
  return table;
}

function readsOf(table: TableState, name: string): Scalable {
  const index = indexOf(name);
  const found = scalablesOf(table).find((one) => one.side === 'read' && one.index === index);
  if (found === undefined) throw new PortError('aws.not-found', `There is no index ${name}`, false, 'no');
  return found;
}

const indexNamed = (table: TableState, index: string) => table.indexes.find(({ name }) => name === index);

function unitsOf(table: TableState, name: string): number {
  const index = indexOf(name);
  return (index === undefined ? table : indexNamed(table, index))?.throughput.read ?? 0;
}

/** `table/index`; neither name may have a slash in it. */
const indexOf = (name: string): string | undefined => name.split('/')[1];

function byTable<Named extends { readonly name: string }>(
  list: readonly Named[],
): ReadonlyMap<string, readonly Named[]> {
  const tables = new Map<string, Named[]>();
  for (const one of list) {
    const [table = ''] = one.name.split('/');
    tables.set(table, [...(tables.get(table) ?? []), one]);
  }
  return tables;
}
