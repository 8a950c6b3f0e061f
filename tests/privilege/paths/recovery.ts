import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { ended, listed, running, start, untilCalm } from '../../end-to-end/executions';
import { targetItem } from '../../end-to-end/ledger';
import { hot, publish } from '../../end-to-end/readings';
import { type AService, minuteMs } from '../../end-to-end/service-at-work';
import { expected, type Path } from '../path';
import { createOrders, setState } from '../table-load';

/** Whoever holds the target is stopped, again and again: recovery starts fresh executions, then freezes and tells. */
export const crashes: Path = {
  name: 'recovery, and a freeze after five crashes',
  async run(service) {
    await createOrders(service);
    await publish(service, hot);
    await start(service, { target: 'products', reason: 'test' });
    for (let passed = 0; passed < 80; passed++) {
      const { owner } = await targetItem(service);
      if (owner !== undefined) await service.clients.states.send(new StopExecutionCommand({ executionArn: owner }));
      await service.advance(minuteMs / 2);
      if (passed > 4 && (await running(service)) === 0) break;
    }
    const { frozen } = await targetItem(service);
    expected(frozen?.reason === 'crashes', 'the target is frozen', await targetItem(service));
  },
};

/** A wake-up that came while a look failed, for the fifth time in a row: let go, told, frozen, and a successor started. */
export const successor: Path = {
  name: 'hand-over to a successor, with the last of five failures',
  async run(service) {
    await createOrders(service);
    await publish(service, hot);
    await setState(service, 'products', 'crashes', 4);
    await withoutMetrics(service);
    const first = await start(service, { target: 'products', reason: 'test' });
    await service.advance(0);
    await start(service, { target: 'products', reason: 'also' });
    const { record } = await ended(service, first);
    expected(record.outcome === 'failed', 'the look fails', record);
    await service.clearFaults();
    await untilCalm(service);
    const reasons = (await listed(service, 'rightsize')).map(({ input }) => input.reason);
    expected(reasons.includes('successor'), 'a successor is started', reasons);
  },
};

/** Observe tries again and again: an execution stands before its change. */
export const withoutMetrics = (service: AService): Promise<void> =>
  service.faults({ service: 'monitoring', operation: 'GetMetricData', error: 'ThrottlingException', count: 10_000 });
