import { DecreaseReplicationFactorCommand } from '@aws-sdk/client-dax';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, ListExecutionsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { DecisionRecord } from '../../shared/flow';
import { anAlarmEvent } from '../end-to-end/alarm-event';
import { run, start, statesOf, untilCalm } from '../end-to-end/executions';
import { locks, targetItem } from '../end-to-end/ledger';
import { healthy, hot, load, playMinute, publish } from '../end-to-end/readings';
import { createDeclared, nodesOf } from '../end-to-end/resources';
import { type AService, aService, minuteMs } from '../end-to-end/service-at-work';
import { type PlatformCell, type PlatformPlan, platformCells, platformPlanOf } from './platform-plan';

export interface PlatformVerdict {
  readonly seed: number;
  readonly plan: PlatformPlan;
  readonly violations: readonly string[];
  readonly executions: number;
  /** How often each of its faults struck. */
  readonly struck: readonly number[];
}

/** The packaged service on one platform for many schedules: each begins with three nodes at 85 % and nothing held. */
export class PlatformRun {
  private constructor(
    readonly service: AService,
    readonly cells: readonly PlatformCell[],
  ) {}

  /** Boots it and lets it scale out and recover once without faults: so it is known what its roles call. */
  static async boot(): Promise<PlatformRun> {
    const service = await aService();
    try {
      return new PlatformRun(service, await cellsSeen(service));
    } catch (error) {
      await service.stop();
      throw error;
    }
  }

  async schedule(seed: number): Promise<PlatformVerdict> {
    const { service } = this;
    const plan = platformPlanOf(seed, this.cells);
    await this.#threeNodesAreHot();
    const fromMs = await service.now();
    await service.faults(...plan.faults);
    await this.#play(plan);
    const struck = await service.struck();
    await service.clearFaults();

    const violations: string[] = [];
    await untilCalm(service, () => playMinute(service, load(85))).catch((error: Error) =>
      violations.push(error.message),
    );
    const executions = await this.#executionsSince(fromMs);
    violations.push(...(await this.#recordsMissing(executions)));
    await this.#thaw();
    violations.push(...(await this.#notConverged()));
    return { seed, plan, violations, executions: executions.length, struck };
  }

  stop(): Promise<void> {
    return this.service.stop();
  }

  async #threeNodesAreHot(): Promise<void> {
    const { service } = this;
    await service.clearFaults();
    for (let wait = 0; (await nodesOf(service, 'products')).status !== 'available' && wait < 6; wait += 1) {
      await service.advance(10 * minuteMs);
    }
    if ((await nodesOf(service, 'products')).total !== 3) {
      await service.clients.dax.send(
        new DecreaseReplicationFactorCommand({ ClusterName: 'products', NewReplicationFactor: 3 }),
      );
      await service.advance(30 * minuteMs);
    }
    await publish(service, hot);
    service.forgetChanges();
  }

  async #play(plan: PlatformPlan): Promise<void> {
    const { service } = this;
    const inputs = {
      manual: { target: 'products' },
      alarm: anAlarmEvent(),
      plan: { target: 'products', mode: 'plan' },
    };
    // An alarm's event may come twice, and later than a younger one: Admit may not care.
    for (const { kind, afterMs } of plan.starts) {
      // A trigger that the fault itself strikes never arrives; the schedule's look at the end stands in for it.
      await start(service, inputs[kind]).catch(() => undefined);
      await service.advance(afterMs);
    }
    for (const afterMs of plan.stopsAfterMs) {
      await service.advance(afterMs);
      await this.#stopOne(service.machines.rightsize);
    }
    if (plan.recoveryStops) await this.#stopOne(service.machines.recovery);
    await service.advance(3 * minuteMs);
  }

  async #stopOne(stateMachineArn: string): Promise<void> {
    const { states } = this.service.clients;
    const { executions = [] } = await states.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }),
    );
    const executionArn = executions.at(-1)?.executionArn;
    if (executionArn !== undefined) await states.send(new StopExecutionCommand({ executionArn }));
  }

  async #executionsSince(fromMs: number): Promise<readonly { readonly arn: string; readonly status: string }[]> {
    const { clients, machines } = this.service;
    const { executions = [] } = await clients.states.send(
      new ListExecutionsCommand({ stateMachineArn: machines.rightsize, maxResults: 100 }),
    );
    return executions
      .filter(({ startDate }) => (startDate?.getTime() ?? 0) >= fromMs)
      .map(({ executionArn = '', status = '' }) => ({ arn: executionArn, status }));
  }

  async #recordsMissing(
    executions: readonly { readonly arn: string; readonly status: string }[],
  ): Promise<readonly string[]> {
    const missing = executions.map(async ({ arn, status }) => {
      if (status === 'ABORTED') return [];
      const { output } = await this.service.clients.states.send(new DescribeExecutionCommand({ executionArn: arn }));
      const record = JSON.parse(output ?? 'null') as DecisionRecord | null;
      if (status === 'SUCCEEDED') return record?.outcome === undefined ? [`no record of ${arn}`] : [];
      const states = await statesOf(this.service, arn);
      return states.at(-1) === 'ReleaseUnconfirmed' ? [] : [`${arn} is ${status} in ${states.at(-1)}`];
    });
    return (await Promise.all(missing)).flat();
  }

  /** Five crashes in a row freeze a target, as they should. */
  async #thaw(): Promise<void> {
    const { frozen } = await targetItem(this.service);
    if (frozen === undefined) return;
    await this.service.clients.dynamodb.send(
      new UpdateItemCommand({
        TableName: 'daxpilot-ledger',
        Key: { pk: { S: 'target#products' }, sk: { S: 'state' } },
        UpdateExpression: 'REMOVE frozen, crashes',
      }),
    );
  }

  /** Faults are over: the schedule's look comes until nothing is wanted any more. One need makes one change, whatever happened. */
  async #notConverged(): Promise<readonly string[]> {
    const { service } = this;
    const minute = () => playMinute(service, load(85));
    for (let look = 0; look < 6 && (await nodesOf(service, 'products')).total !== 5; look += 1) {
      for (let passed = 0; passed < 10; passed += 1) await minute();
      await run(service, { target: 'products', reason: 'schedule' }, { minute });
    }
    await run(service, { target: 'products', reason: 'schedule' }, { minute });
    const { total } = await nodesOf(service, 'products');
    const held = await locks(service);
    const changes = service.changes();
    return [
      ...(total === 5 ? [] : [`no convergence: ${total} nodes at ${JSON.stringify(healthy)}`]),
      ...(JSON.stringify(held) === '{}' ? [] : [`lock left: ${JSON.stringify(held)}`]),
      ...(changes.join() === 'products 3 -> 5' ? [] : [`changes: ${changes.join()}`]),
    ];
  }
}

async function cellsSeen(service: AService): Promise<readonly PlatformCell[]> {
  await createDeclared(service);
  await publish(service, hot);
  const first = await start(service, { target: 'products' });
  await start(service, { target: 'products' });
  await service.advance(100);
  await service.clients.states.send(new StopExecutionCommand({ executionArn: first }));
  await untilCalm(service, () => playMinute(service, load(85)));
  return platformCells(await service.used());
}
