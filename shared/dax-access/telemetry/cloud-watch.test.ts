import type { Observation } from '../calls/observation';
import { CloudWatchObserver, type MetricDataInput } from './cloud-watch';

function anObserver(put: (input: MetricDataInput) => Promise<unknown>) {
  const tasks: (() => void)[] = [];
  const after = (_ms: number, task: () => void) => {
    tasks.push(task);
    return () => {};
  };
  const errors: unknown[] = [];
  const clock = { now: () => 0, after, later: after, alarm: () => ({ hold: () => {}, release: () => {} }) };
  const observer = new CloudWatchObserver(
    { target: 'products', put },
    clock,
    (error) => errors.push(error),
    () => 60_000,
  );
  return { observer, errors, minute: () => tasks.shift()?.() };
}

const observed = (change: Partial<Observation> = {}): Observation => ({
  operation: 'getItem',
  route: 'dax',
  reason: undefined,
  outcome: 'ok',
  durationMs: 1,
  ...change,
});

describe('metrics by PutMetricData', () => {
  test('each minute: latency with its distribution, calls and failures by route, and whether the fallback works', () => {
    const sent: MetricDataInput[] = [];
    const { observer, minute } = anObserver(async (input) => sent.push(input));
    observer.attempt(observed());
    observer.attempt(observed({ durationMs: 10 }));
    observer.attempt(observed({ route: 'table', outcome: 'unknown' }));
    observer.event({ kind: 'fallback-ready', ready: false });
    minute();
    const [{ Namespace, MetricData } = { Namespace: '', MetricData: [] }] = sent;
    expect(Namespace).toBe('Daxpilot/Access');
    const of = (route: string) => MetricData.filter(({ Dimensions }) => Dimensions[1]?.Value === route);
    expect(of('dax')).toMatchObject([
      {
        MetricName: 'Latency',
        Unit: 'Milliseconds',
        Values: [expect.closeTo(1, 0), expect.closeTo(10, -1)],
        Counts: [1, 1],
      },
      { MetricName: 'Calls', Value: 2 },
      { MetricName: 'Failures', Value: 0 },
      { MetricName: 'FallbackReady', Value: 0 },
    ]);
    expect(of('table')).toMatchObject([{ Counts: [1] }, { Value: 1 }, { MetricName: 'Failures', Value: 1 }, {}]);
    expect(MetricData[0]?.Timestamp).toEqual(new Date(60_000));
  });

  test('that could not be sent are told of, and go with the next', async () => {
    const sent: MetricDataInput[] = [];
    let works = false;
    const { observer, minute, errors } = anObserver(async (input) => {
      if (!works) throw new Error('denied');
      sent.push(input);
    });
    observer.attempt(observed());
    minute();
    await new Promise((resolve) => setImmediate(resolve));
    expect(errors).toMatchObject([{ message: 'denied' }]);
    works = true;
    observer.attempt(observed());
    await observer.flush();
    expect(sent[0]?.MetricData.filter(({ MetricName }) => MetricName === 'Calls')).toHaveLength(2);
  });

  test('are not sent where there is nothing to tell', async () => {
    const sent: MetricDataInput[] = [];
    const { observer } = anObserver(async (input) => sent.push(input));
    await observer.flush();
    expect(sent).toEqual([]);
  });
});
