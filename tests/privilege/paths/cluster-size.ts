import { ended, listed, start, statesOf } from '../../end-to-end/executions';
import { type ClusterReadings, healthy, hot, idle, load, playMinute, publish } from '../../end-to-end/readings';
import { minuteMs } from '../../end-to-end/service-at-work';
import { expected, type Path } from '../path';
import { createOrders } from '../table-load';

/** An alarm fires, its rule starts the machine, nodes are added and the change is verified. */
export const scaleOut: Path = {
  name: 'scale out, woken by an alarm',
  wokenBy: ['alarms'],
  async run(service) {
    await createOrders(service);
    await publish(service, hot);
    for (let minute = 0; minute < 10 && (await listed(service, 'rightsize')).length === 0; minute++)
      await playMinute(service, load(85));
    const [first] = await listed(service, 'rightsize');
    expected(first !== undefined, 'an alarm starts an execution', 'none');
    const { record } = await ended(service, first.arn, { minute: () => playMinute(service, load(85)) });
    expected(record.outcome === 'applied', 'nodes are added', record);
    expected((await statesOf(service, first.arn)).includes('Verify'), 'the change is verified', 'no Verify');
  },
};

/** A scale-in after which something takes the CPU that no metric shows: it is taken back. */
export const scaleInAndBack: Path = {
  name: 'scale in, verify, roll back',
  async run(service) {
    await createOrders(service);
    await publish(service, hot);
    const out = await ended(service, await start(service, { target: 'products' }), {
      minute: () => playMinute(service, load(85)),
    });
    expected(out.record.outcome === 'applied', 'nodes are added first', out.record);
    await service.advance(70 * minuteMs);
    await publish(service, idle);
    const trap = (nodes: number): ClusterReadings => ({ ...healthy, cpuPercent: nodes < 5 ? 92 : 25 });
    const { record } = await ended(service, await start(service, { target: 'products' }), {
      withinMinutes: 90,
      minute: () => playMinute(service, trap),
    });
    expected(record.undoes !== undefined, 'the change is rolled back', record);
  },
};
