import { DeleteClusterCommand, DescribeClustersCommand } from '@aws-sdk/client-dax';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { untilCalm } from '../../end-to-end/executions';
import { count, follow, recordItem, writeByHand } from '../../end-to-end/handover-fleet';
import { locks, targetItem } from '../../end-to-end/ledger';
import { createDeclared } from '../../end-to-end/resources';
import { type AService, aService, type Fault, minuteMs } from '../../end-to-end/service-at-work';
import { type PlatformCell, platformCells } from '../platform-plan';
import { Random } from '../random';
import type { MachineName, OtherMachine } from './cells';

export interface OnPlatform {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly executions: number;
  readonly cell: PlatformCell;
  /** How often each fault struck. */
  readonly struck: readonly number[];
}

/** What a schedule asks of the machine that it plays. */
interface Played {
  readonly machines: readonly MachineName[];
  /** Of the roles whose calls meet faults. */
  readonly roles: RegExp;
  begin(): Promise<void>;
  /** Starts the machine as a person or the schedule does. */
  start(): Promise<void>;
  minute(): Promise<void>;
  /** Faults are over. */
  judge(executions: readonly Ended[]): Promise<readonly string[]>;
}

interface Ended {
  readonly arn: string;
  readonly status: string;
  readonly output: Readonly<Record<string, unknown>>;
}

/** The packaged machines on one platform for many schedules. */
export class MachinesOnPlatform {
  private constructor(
    readonly service: AService,
    private readonly played: Played,
    readonly cells: readonly PlatformCell[],
  ) {}

  /** Boots the service and plays the machine once without faults: so it is known what its roles call. */
  static async boot(machine: OtherMachine): Promise<MachinesOnPlatform> {
    const service = await aService();
    try {
      await createDeclared(service);
      const played = machine === 'review' ? reviews(service) : handOvers(service);
      await played.begin();
      await played.start();
      await untilRest(service, played);
      const used = (await service.used()).filter(({ role }) => played.roles.test(role));
      return new MachinesOnPlatform(service, played, platformCells(used));
    } catch (error) {
      await service.stop();
      throw error;
    }
  }

  async schedule(seed: number): Promise<OnPlatform> {
    const { service, played } = this;
    const random = new Random(seed);
    // Neighbouring seeds are at different operations.
    const cell = this.cells[(seed * 37) % this.cells.length];
    if (cell === undefined) throw new Error('the matrix is empty');
    const fromMs = await service.now();
    await service.clearFaults();
    await played.begin();
    service.forgetChanges();
    await played.start();
    await service.faults(
      ...[cell, ...(random.chance(0.4) ? [random.pick(this.cells)] : [])].map((one) => faultAt(random, one)),
    );
    if (random.chance(0.3)) await played.start().catch(() => undefined);
    if (random.chance(0.4)) await this.#stopOne(random);
    const violations: string[] = [];
    await untilRest(service, played).catch((error: Error) => violations.push(error.message));
    const struck = await service.struck();
    await service.clearFaults();
    await untilRest(service, played).catch((error: Error) => violations.push(error.message));
    const ended = await executionsSince(service, played, fromMs);
    violations.push(...(await played.judge(ended)));
    const held = await locks(service);
    if (JSON.stringify(held) !== '{}') violations.push(`lock left: ${JSON.stringify(held)}`);
    for (const { role, action } of await service.denied())
      if (played.roles.test(role)) violations.push(`${role} is not allowed ${action}`);
    return { seed, violations, executions: ended.length, cell, struck };
  }

  stop(): Promise<void> {
    return this.service.stop();
  }

  async #stopOne(random: Random): Promise<void> {
    const minutes = random.pick([0, 1, 5, 15, 30]);
    for (let passed = 0; passed < minutes; passed += 1) await this.played.minute();
    const running = (await listed(this.service, this.played)).filter(({ status }) => status === 'RUNNING');
    const [first] = running;
    if (first !== undefined)
      await this.service.clients.states.send(new StopExecutionCommand({ executionArn: first.arn }));
  }
}

function faultAt(random: Random, { operation, fault }: PlatformCell): Fault {
  const [service = '', name = ''] = operation.split(':');
  return {
    service,
    operation: name,
    ...fault,
    skip: random.pick([0, 0, 1, 3, 10, 40]),
    count: random.pick([1, 1, 3, 14]),
  };
}

const machineArn = ({ machines }: AService, machine: MachineName): string =>
  machines.rightsize.replace(/rightsize$/, machine);

async function startMachine(service: AService, machine: MachineName, input: object): Promise<string> {
  const command = new StartExecutionCommand({
    stateMachineArn: machineArn(service, machine),
    input: JSON.stringify(input),
  });
  return (await service.clients.states.send(command)).executionArn ?? '';
}

async function listed(service: AService, { machines }: Played) {
  const lists = await Promise.all(
    machines.map((machine) =>
      service.clients.states.send(
        new ListExecutionsCommand({ stateMachineArn: machineArn(service, machine), maxResults: 100 }),
      ),
    ),
  );
  return lists.flatMap(({ executions = [] }) =>
    executions.map(({ executionArn = '', status = '', startDate }) => ({
      arn: executionArn,
      status,
      startMs: startDate?.getTime() ?? 0,
    })),
  );
}

async function executionsSince(service: AService, played: Played, fromMs: number): Promise<readonly Ended[]> {
  const since = (await listed(service, played)).filter(({ startMs }) => startMs >= fromMs);
  return Promise.all(
    since.map(async ({ arn, status }) => {
      const { output } = await service.clients.states.send(new DescribeExecutionCommand({ executionArn: arn }));
      return { arn, status, output: JSON.parse(output ?? '{}') as Ended['output'] };
    }),
  );
}

/** Minutes pass until nothing has run for three of them: a bad end is told to the recovery meanwhile. */
async function untilRest(service: AService, played: Played): Promise<void> {
  let calm = 0;
  for (let minutes = 0; minutes < 16 * 60; minutes += 1) {
    calm = (await listed(service, played)).some(({ status }) => status === 'RUNNING') ? 0 : calm + 1;
    if (calm > 3) return;
    await played.minute();
  }
  throw new Error('no end within 16 hours');
}

function handOvers(service: AService): Played {
  let starts = 0;
  let nodeType = 'dax.r5.large';
  const input = () => ({ target: 'products', kind: 'replace', nodeType });
  const minute = async () => {
    await follow(service);
    await service.advance(minuteMs);
    await count(service);
  };
  const isOver = async () => {
    const { work, journal } = (await recordItem(service)) as { work?: object; journal?: { ended?: string } };
    return work === undefined || journal?.ended !== undefined;
  };
  const played: Played = {
    machines: ['replace-cluster', 'replace-recovery'],
    roles: /replace/i,
    minute,
    async begin() {
      if ((await recordItem(service)).epoch === undefined)
        await writeByHand(service, { epoch: 1, phase: 0, old: 'products', new: null });
      await deleteUnused(service);
      starts = 0;
      nodeType = nodeType === 'dax.r5.large' ? 'dax.r5.xlarge' : 'dax.r5.large';
      for (let passed = 0; passed < 5; passed += 1) await minute();
    },
    async start() {
      starts += 1;
      await startMachine(service, 'replace-cluster', input());
    },
    async judge(executions) {
      const violations = executions.flatMap(({ arn, status, output }) =>
        status === 'SUCCEEDED' && arn.includes(':daxpilot-replace-cluster:') && typeof output.outcome !== 'string'
          ? [`no outcome of ${arn}`]
          : [],
      );
      for (let tries = 0; tries < 3 && !(await isOver()); tries += 1) {
        if ((await targetItem(service)).frozen !== undefined) await thaw(service);
        await startMachine(service, 'replace-cluster', input());
        await untilRest(service, played);
      }
      if (!(await isOver())) violations.push('no end: the hand-over is still under way');
      const { phase, old, new: next } = await recordItem(service);
      if (phase !== 0 || next !== null) violations.push(`no end: the record is in phase ${phase}`);
      if ((await clustersOf(service)).get(String(old)) !== 'available')
        violations.push(`the record leads to ${old}, which is not available`);
      const created = service.changes().filter((change) => change.includes('dax.cluster.creating')).length;
      if (created > starts) violations.push(`${created} clusters were created for ${starts} hand-overs`);
      if (service.changes().some((change) => change.includes('dax.cluster.deleting')))
        violations.push('a cluster was deleted without approval');
      return violations;
    },
  };
  return played;
}

async function clustersOf({ clients }: AService): Promise<ReadonlyMap<string, string>> {
  const { Clusters = [] } = await clients.dax.send(new DescribeClustersCommand({}));
  return new Map(Clusters.map(({ ClusterName = '', Status = '' }) => [ClusterName, Status]));
}

/** As a person does: an account has 50 nodes. */
async function deleteUnused(service: AService): Promise<void> {
  const { old } = await recordItem(service);
  for (const [ClusterName, status] of await clustersOf(service)) {
    if (ClusterName === old || status !== 'available' || old === undefined) continue;
    await service.clients.dax.send(new DeleteClusterCommand({ ClusterName }));
  }
}

async function thaw({ clients }: AService): Promise<void> {
  await clients.dynamodb.send(
    new UpdateItemCommand({
      TableName: 'daxpilot-ledger',
      Key: { pk: { S: 'target#products' }, sk: { S: 'state' } },
      UpdateExpression: 'REMOVE frozen, crashes',
    }),
  );
}

function reviews(service: AService): Played {
  const minute = () => service.advance(minuteMs);
  const played: Played = {
    machines: ['review'],
    roles: /review/i,
    minute,
    begin: () => untilCalm(service),
    async start() {
      await startMachine(service, 'review', {});
    },
    async judge() {
      const fromMs = await service.now();
      await played.start();
      await untilRest(service, played);
      await untilCalm(service);
      const [last] = await executionsSince(service, played, fromMs);
      const violations = last?.status === 'SUCCEEDED' ? [] : [`a review without faults is ${last?.status}`];
      if (last !== undefined && last.output.kind !== 'settled')
        violations.push(`no outcome of ${last.arn}: ${JSON.stringify(last.output)}`);
      const started = await service.clients.states.send(
        new ListExecutionsCommand({ stateMachineArn: service.machines.rightsize, maxResults: 100 }),
      );
      const since = (started.executions ?? []).filter(({ startDate }) => (startDate?.getTime() ?? 0) >= fromMs);
      if (since.length < 2) violations.push(`a review without faults started ${since.length} of 2 targets`);
      if (service.changes().length > 0) violations.push(`a review is followed by ${service.changes().join()}`);
      return violations;
    },
  };
  return played;
}
