import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ended, listed, run, start, untilCalm } from '../../end-to-end/executions';
import { hot, load, playMinute, publish } from '../../end-to-end/readings';
import { minuteMs } from '../../end-to-end/service-at-work';
import { expected, type Path } from '../path';
import { played, recordOf, startHandOver } from './hand-over';
import { consumeOrders, provisionedOrders } from './table-capacity';

const replace = { target: 'products', kind: 'replace', nodeType: 'dax.r5.xlarge', reason: 'more memory' } as const;

/** While nodes are added another target's change waits for the account's turn, and a hand-over finds its target taken. */
export const oneChangeAtATime: Path = {
  name: 'one change at a time, under a rightsize',
  async run(service) {
    await provisionedOrders(service);
    await service.advance(35 * minuteMs);
    await publish(service, hot);
    await consumeOrders(service);
    const first = await start(service, { target: 'products' });
    await service.advance(2000);
    const second = await start(service, { target: 'orders' });
    await service.advance(minuteMs);
    const handOver = await played(service, 'products', await startHandOver(service, replace));
    const done = await ended(service, first, { minute: () => playMinute(service, load(85)) });
    expected(done.record.outcome === 'applied', 'nodes are added', done.record);
    const waited = await ended(service, second);
    expected(waited.record.reasonCodes.includes('account-busy'), 'the other target waits', waited.record);
    expected(handOver !== undefined, 'the hand-over ends', handOver);
  },
};

/** The same under a hand-over. */
export const oneChangeUnderHandOver: Path = {
  name: 'one change at a time, under a hand-over',
  async run(service) {
    await provisionedOrders(service);
    const first = await played(service, 'products', await startHandOver(service, replace));
    expected(first?.reasonCode === 'no-fleet', 'the first record is written', first);
    const handOver = await startHandOver(service, replace);
    await played(service, 'products', handOver, async () => (await recordOf(service, 'products')).work !== undefined);
    await service.advance(35 * minuteMs);
    await consumeOrders(service);
    const { record } = await run(service, { target: 'orders' });
    const second = await startHandOver(service, replace);
    await service.advance(minuteMs);
    const { status } = await service.clients.states.send(new DescribeExecutionCommand({ executionArn: second }));
    expected(status === 'RUNNING', 'a second hand-over waits for the first', status);
    expected(record.reasonCodes.includes('account-busy'), 'the other target waits', record);
  },
};

/** EventBridge delivers at least once: the second copy of an end finds the crash counted. */
export const endTwice: Path = {
  name: 'the end of an execution told twice',
  async run(service) {
    await publish(service, hot);
    const first = await start(service, { target: 'products', reason: 'test' });
    await service.advance(1000);
    await service.clients.states.send(new StopExecutionCommand({ executionArn: first }));
    await untilCalm(service, () => playMinute(service, load(85)));
    const [recovery] = await listed(service, 'recovery');
    expected(recovery !== undefined, 'there was a recovery', null);
    await service.clients.states.send(
      new StartExecutionCommand({
        stateMachineArn: service.machines.recovery,
        input: JSON.stringify(recovery.input),
      }),
    );
    await untilCalm(service, () => playMinute(service, load(85)));
    const { executions = [] } = await service.clients.states.send(
      new ListExecutionsCommand({ stateMachineArn: service.machines.recovery }),
    );
    expected(
      executions.every(({ status }) => status === 'SUCCEEDED'),
      'both recoveries end well',
      executions,
    );
  },
};
