// The platform in a process of its own, from its bundle: what a user's machine runs. Answers the measuring process over IPC.
const { startLocal } = require('../../local/dist/index.cjs');

const SERVICE = { kind: 'service', arn: 'bench.amazonaws.com' };
const ALARMS = 1_000;
const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 0, 1);
let local;

const ask = (service, operation, input) => local.platform.call(service, operation, input, SERVICE);

const measured = async (run) => {
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  await run();
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs: performance.now() - startedMs, cpuMs: (user + system) / 1_000 };
};

const COMMANDS = {
  async start({ serviceDir }) {
    local = await startLocal({ port: 0, daxPort: 0, clockStartMs: START_MS, ...(serviceDir ? { serviceDir } : {}) });
    return { endpoint: local.ready.endpoint, rssBytes: process.memoryUsage().rss };
  },
  async memory() {
    return { rssBytes: process.memoryUsage().rss };
  },
  async cpu() {
    const { user, system } = process.cpuUsage();
    return { cpuMs: (user + system) / 1_000 };
  },
  /** 1,000 alarms, every fifth on metric math over two metrics, each metric with a point in every minute that is judged. */
  async alarms({ minutes }) {
    local.clock.pause();
    const metric = (name, index) => ({
      Namespace: 'Bench',
      MetricName: name,
      Dimensions: [{ Name: 'ClusterId', Value: `cluster-${index}` }],
    });
    for (let index = 0; index < ALARMS; index += 1) {
      const what =
        index % 5 === 0
          ? {
              Metrics: [
                {
                  Id: 'hits',
                  ReturnData: false,
                  MetricStat: { Metric: metric('Hits', index), Period: 60, Stat: 'Sum' },
                },
                {
                  Id: 'misses',
                  ReturnData: false,
                  MetricStat: { Metric: metric('Misses', index), Period: 60, Stat: 'Sum' },
                },
                { Id: 'rate', Expression: '100 * FILL(hits,0) / (FILL(hits,0) + FILL(misses,0))', Label: 'rate' },
              ],
            }
          : { ...metric('Hits', index), Period: 60, Statistic: 'Sum' };
      await ask('monitoring', 'PutMetricAlarm', {
        AlarmName: `bench-${index}`,
        EvaluationPeriods: 5,
        DatapointsToAlarm: 3,
        Threshold: 80,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
        ...what,
      });
    }
    const nowMs = local.clock.now();
    const names = ['Hits', 'Misses'];
    for (let index = 0; index < ALARMS; index += 1) {
      await ask('monitoring', 'PutMetricData', {
        Namespace: 'Bench',
        MetricData: names.flatMap((name) =>
          Array.from({ length: minutes + 1 }, (_, minute) => ({
            MetricName: name,
            Dimensions: [{ Name: 'ClusterId', Value: `cluster-${index}` }],
            Timestamp: new Date(nowMs + minute * MINUTE_MS),
            Value: 50,
          })),
        ),
      });
    }
    const spent = await measured(() => local.clock.advance(minutes * MINUTE_MS));
    const { MetricAlarms } = await ask('monitoring', 'DescribeAlarms', { AlarmNamePrefix: 'bench-', MaxRecords: 100 });
    return { ...spent, judged: MetricAlarms.filter(({ StateValue }) => StateValue === 'OK').length };
  },
  async advance({ ms }) {
    return measured(() => local.clock.advance(ms));
  },
  async stop() {
    await local.stop();
    return {};
  },
};

process.on('message', ({ id, command, input }) => {
  COMMANDS[command](input).then(
    (output) => process.send({ id, output }),
    (error) => process.send({ id, error: error.stack ?? String(error) }),
  );
});
process.on('disconnect', () => process.exit());
process.send({ id: 'up', output: {} });
