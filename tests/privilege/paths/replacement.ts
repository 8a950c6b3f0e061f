import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { daxpilot } from '../../end-to-end/command';
import { ended, listed, start, untilCalm } from '../../end-to-end/executions';
import { targetItem } from '../../end-to-end/ledger';
import { type AService, minuteMs } from '../../end-to-end/service-at-work';
import { expected, type Path } from '../path';
import { createOrders } from '../table-load';
import { aSubnetGroup, count, follow, pass, played, recordOf, startHandOver } from './hand-over';
import { servedBy } from './served-by';
import { provisionedOrders } from './table-capacity';

const replace = { target: 'products', kind: 'replace', nodeType: 'dax.r5.xlarge', reason: 'more memory' } as const;

/** A whole replacement. The old cluster, which is not ours, is not deleted though somebody asks for it. */
export const replacement: Path = {
  name: 'replacement of a cluster',
  async run(service) {
    await createOrders(service);
    await firstRecord(service, replace);
    const done = await played(service, 'products', await startHandOver(service, replace));
    expected(done?.outcome === 'replaced' && done.leftBehind === 'products', 'the cluster is replaced', done);
    const refused = await played(
      service,
      'products',
      await startHandOver(service, { ...replace, deleteCluster: 'products' }),
    );
    expected(refused?.reasonCode === 'not-deletable', 'what is not ours stays', refused);
  },
};

/** A hand-over that is turned round leaves the new cluster behind, which is ours and goes by approval; a look that was asked for meanwhile follows. */
export const turnedRound: Path = {
  name: 'replacement turned round, new cluster deleted',
  async run(service) {
    await createOrders(service);
    await firstRecord(service, replace);
    await turnRound(service, replace);
  },
};

/** The same for a table that had no cluster. */
export const introduction: Path = {
  name: 'introduction of a cluster turned round, new cluster deleted',
  async run(service) {
    await createOrders(service);
    await aSubnetGroup(service);
    const introduce = {
      target: 'orders',
      kind: 'introduce',
      nodeType: 'dax.r5.large',
      nodes: 3,
      serviceRole: 'arn:aws:iam::123456789012:role/dax',
      subnetGroup: 'orders',
      reason: 'many reads',
    };
    await firstRecord(service, introduce);
    await turnRound(service, introduce);
  },
};

interface Request {
  readonly target: string;
}

/** Nobody can follow a record that is not there: the first hand-over writes it and ends. */
async function firstRecord(service: AService, request: Request): Promise<void> {
  const first = await played(service, request.target, await startHandOver(service, request));
  expected(first?.reasonCode === 'no-fleet', 'the first record is written', first);
}

async function turnRound(service: AService, request: Request): Promise<void> {
  const { target } = request;
  const execution = await startHandOver(service, request);
  const running = await played(
    service,
    target,
    execution,
    async () => Number((await recordOf(service, target)).phase) > 0,
  );
  expected(running === undefined, 'the hand-over is under way', running);
  // Coalesces onto the hand-over, which owes it a look.
  const look = await ended(service, await start(service, { target }), { minute: () => service.advance(minuteMs) });
  expected(look.record.outcome === 'coalesced', 'a look meanwhile coalesces', look.record);
  const aborted = await daxpilot(service.folder, ['replace', target, '--abort', '--endpoint', service.endpoint]);
  expected(aborted.status === 0, 'the hand-over is asked to turn round', aborted);
  const done = await played(service, target, execution);
  const left = done?.leftBehind ?? '';
  expected(/^(products|orders)-[0-9a-f]{4}$/.test(left), 'the new cluster is left behind', done);
  await pass(service, target, 5);
  const deleted = await played(service, target, await startHandOver(service, { ...request, deleteCluster: left }));
  expected(deleted?.outcome === 'deleted', 'the new cluster is deleted', deleted);
}

/** DAX has no room for another cluster: the hand-over ends where it began. */
export const refusedCreation: Path = {
  name: 'replacement that DAX refuses',
  async run(service) {
    await createOrders(service);
    await firstRecord(service, replace);
    await service.faults({
      service: 'dax',
      operation: 'CreateCluster',
      error: 'NodeQuotaForCustomerExceededFault',
      count: 10,
    });
    const done = await played(service, 'products', await startHandOver(service, replace));
    expected(done?.outcome === 'not-started', 'it is not started', done);
  },
};

/** More reads than the table can carry: its capacity is raised for the bridge and given back, whatever kind it is. */
const raised = (target: string, cluster: string, mode: 'on demand' | 'provisioned'): Path => ({
  name: `replacement for ${target}, ${mode}, with raised reads`,
  async run(service) {
    if (mode === 'provisioned') await provisionedOrders(service);
    else await createOrders(service);
    await servedBy(service, target, cluster);
    const many = 1_200_000;
    for (let minute = 0; minute < 5; minute++) {
      await service.advance(minuteMs);
      await count(service, target, many);
    }
    const request = { target, kind: 'replace', nodeType: 'dax.r5.xlarge', raise: true, reason: 'more memory' };
    const execution = await startHandOver(service, request);
    const done = await played(service, target, execution, async () => false, many);
    expected(done?.outcome === 'replaced', 'the cluster is replaced', done);
  },
});

export const raisedReads: readonly Path[] = [
  raised('products', 'products-1f0c', 'on demand'),
  raised('orders', 'orders-1f0c', 'on demand'),
  raised('orders', 'orders-1f0c', 'provisioned'),
];

/** AWS refuses to take the raised units back: the hand-over ends all the same, and says so. */
export const notGivenBack: Path = {
  name: 'replacement whose raised reads are not taken back',
  async run(service) {
    await provisionedOrders(service);
    await servedBy(service, 'orders', 'orders-1f0c');
    const many = 1_200_000;
    for (let minute = 0; minute < 5; minute++) {
      await service.advance(minuteMs);
      await count(service, 'orders', many);
    }
    const request = {
      target: 'orders',
      kind: 'replace',
      nodeType: 'dax.r5.xlarge',
      raise: true,
      reason: 'more memory',
    };
    const execution = await startHandOver(service, request);
    const bridged = async () => Number((await recordOf(service, 'orders')).phase) > 1;
    const running = await played(service, 'orders', execution, bridged, many);
    expected(running === undefined, 'the hand-over is under way', running);
    await service.faults(
      { service: 'dynamodb', operation: 'UpdateTable', error: 'ValidationException', count: 100 },
      {
        service: 'application-autoscaling',
        operation: 'RegisterScalableTarget',
        error: 'ValidationException',
        count: 100,
      },
    );
    const done = await played(service, 'orders', execution, async () => false, many);
    expected(done?.outcome === 'replaced', 'the cluster is replaced', done);
    const told = (await service.messages()).filter(({ subject = '' }) => subject.includes('was not given back'));
    expected(told.length === 1, 'it is told that the reads were not given back', told);
  },
};

/** A hand-over whose execution is stopped again and again goes on from its record, until the target is frozen. */
export const stoppedHandOver: Path = {
  name: 'recovery of a hand-over',
  async run(service) {
    await createOrders(service);
    await firstRecord(service, replace);
    await startHandOver(service, replace);
    for (let passed = 0; passed < 120; passed++) {
      const { owner, frozen } = await targetItem(service);
      if (frozen !== undefined) return;
      if (owner !== undefined && passed % 3 === 2)
        await service.clients.states.send(new StopExecutionCommand({ executionArn: owner }));
      await follow(service, 'products');
      await service.advance(minuteMs / 2);
    }
    expected(false, 'the target is frozen', await targetItem(service));
  },
};

/** One that is stopped after its end leaves nothing to go on with: whoever asked for a look gets one. */
export const stoppedAtTheEnd: Path = {
  name: 'recovery where no hand-over is under way',
  async run(service) {
    await createOrders(service);
    const execution = await startHandOver(service, replace);
    await service.clients.states.send(new StopExecutionCommand({ executionArn: execution }));
    await untilCalm(service);
    for (let passed = 0; passed < 8; passed++) await service.advance(minuteMs);
    expected((await listed(service, 'rightsize')).length > 0, 'a look is started', null);
  },
};
