import {
  CloudWatchClient,
  DeleteDashboardsCommand,
  GetDashboardCommand,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  GetMetricStatisticsCommand,
  type GetMetricStatisticsCommandInput,
  GetMetricWidgetImageCommand,
  ListDashboardsCommand,
  ListMetricsCommand,
  type MetricDatum,
  PutDashboardCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { startTestDoor, type TestDoor } from '../../kernel/testing';
import { createCloudWatchService } from '.';

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const MINUTE_MS = 60_000;
const Dimensions = [{ Name: 'ClusterId', Value: 'products' }];

describe('metrics through the front door', () => {
  let door: TestDoor;
  let cloudwatch: CloudWatchClient;

  beforeAll(async () => {
    door = await startTestDoor([(platform) => createCloudWatchService(platform)], { startMs: NOW_MS });
    cloudwatch = new CloudWatchClient(door.clientConfig);
    const lines: readonly [string, readonly number[]][] = [
      ['ItemCacheHits', [90, 80, 70, 60]],
      ['ItemCacheMisses', [10, 20, 30, 40]],
    ];
    for (const [MetricName, values] of lines) {
      const MetricData = values.map((Value, i) => ({
        MetricName,
        Dimensions,
        Value,
        Unit: 'Count' as const,
        Timestamp: ago(4 - i),
      }));
      await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'AWS/DAX', MetricData }));
    }
  });

  afterAll(async () => {
    cloudwatch.destroy();
    await door.stop();
  });

  function ago(minutes: number): Date {
    return new Date(NOW_MS - minutes * MINUTE_MS);
  }

  const query = (Id: string, MetricName: string, ReturnData = true) => ({
    Id,
    ReturnData,
    MetricStat: { Metric: { Namespace: 'AWS/DAX', MetricName, Dimensions }, Period: 60, Stat: 'Sum' },
  });

  const hitRate = [
    query('h', 'ItemCacheHits', false),
    query('m', 'ItemCacheMisses', false),
    { Id: 'rate', Expression: '100*h/(h+m)', Label: 'hit rate' },
  ];

  const get = (input: Partial<GetMetricDataCommandInput>) =>
    cloudwatch.send(
      new GetMetricDataCommand({ MetricDataQueries: hitRate, StartTime: ago(4), EndTime: ago(0), ...input }),
    );

  test('math over two metrics, newest first unless asked otherwise', async () => {
    const newest = await get({});
    const oldest = await get({ ScanBy: 'TimestampAscending' });
    expect(newest.MetricDataResults).toMatchObject([
      { Id: 'rate', Label: 'hit rate', StatusCode: 'Complete', Values: [60, 70, 80, 90] },
    ]);
    expect(oldest.MetricDataResults?.[0]?.Values).toEqual([90, 80, 70, 60]);
    expect(oldest.MetricDataResults?.[0]?.Timestamps?.[0]).toEqual(ago(4));
  });

  test('the start is included and the end is not', async () => {
    const { MetricDataResults } = await get({
      MetricDataQueries: [query('h', 'ItemCacheHits')],
      StartTime: ago(3),
      EndTime: ago(1),
    });
    expect(MetricDataResults?.[0]?.Values).toEqual([70, 80]);
  });

  test('pages hold MaxDatapoints across all results', async () => {
    const MetricDataQueries = [query('h', 'ItemCacheHits'), query('none', 'Nothing'), query('m', 'ItemCacheMisses')];
    const pages: (readonly (readonly [string | undefined, number])[])[] = [];
    let NextToken: string | undefined;
    do {
      const page = await get({ MetricDataQueries, MaxDatapoints: 3, NextToken });
      pages.push((page.MetricDataResults ?? []).map(({ Id, Values }) => [Id, Values?.length ?? 0]));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(pages).toEqual([
      [['h', 3]],
      [
        ['h', 1],
        ['none', 0],
        ['m', 2],
      ],
      [['m', 2]],
    ]);
  });

  test('labels are dynamic', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudWatch has its own placeholders.
    const labelled = { ...query('h', 'ItemCacheHits'), Label: "${PROP('Dim.ClusterId')} max ${MAX} last ${LAST}" };
    const { MetricDataResults } = await get({ MetricDataQueries: [labelled] });
    expect(MetricDataResults?.[0]?.Label).toBe('products max 90 last 60');
  });

  test('an array of series comes as several results with the id of the expression', async () => {
    const MetricDataQueries = [
      query('h', 'ItemCacheHits', false),
      query('m', 'ItemCacheMisses', false),
      { Id: 'all', Expression: 'METRICS()/10' },
    ];
    const { MetricDataResults } = await get({ MetricDataQueries });
    expect(MetricDataResults?.map(({ Id, Label }) => [Id, Label])).toEqual([
      ['all', 'all ItemCacheHits'],
      ['all', 'all ItemCacheMisses'],
    ]);
  });

  test('FILL makes no points in the future', async () => {
    const MetricDataQueries = [query('n', 'Nothing', false), { Id: 'f', Expression: 'FILL(n,0)' }];
    const { MetricDataResults } = await get({ MetricDataQueries, EndTime: new Date(NOW_MS + 10 * MINUTE_MS) });
    expect(MetricDataResults?.[0]?.Values).toEqual([0, 0, 0, 0]);
  });

  const refusals: readonly (readonly [string, Partial<GetMetricDataCommandInput>, RegExp])[] = [
    ['no query', { MetricDataQueries: [] }, /greater than or equal to 1/],
    [
      '501 queries',
      { MetricDataQueries: Array.from({ length: 501 }, (_, i) => query(`q${i}`, 'X')) },
      /greater than 500/,
    ],
    ['an upper-case id', { MetricDataQueries: [query('Hits', 'X')] }, /expected pattern/],
    ['an id twice', { MetricDataQueries: [query('h', 'X'), query('h', 'Y')] }, /not unique/],
    ['no result', { MetricDataQueries: [query('h', 'X', false)] }, /ReturnData/],
    ['both ways', { MetricDataQueries: [{ ...query('h', 'X'), Expression: '1' }] }, /exactly one of/],
    ['time backwards', { StartTime: ago(0), EndTime: ago(1) }, /less than/],
    ['a bad expression', { MetricDataQueries: [{ Id: 'e', Expression: 'avg(m1)' }] }, /Error in expression 'e'/],
    ['a scalar', { MetricDataQueries: [{ Id: 'e', Expression: '1+1' }] }, /not a scalar/],
    ['a bad token', { NextToken: '%%%' }, /next token/],
    ['another account', { MetricDataQueries: [{ ...query('h', 'X'), AccountId: '999999999999' }] }, /one account/],
  ];

  test.each(refusals)('GetMetricData refuses %s', async (_name, input, message) => {
    await expect(get(input)).rejects.toThrow(message);
  });

  test.each([
    ['Period 45', { Period: 45 }, /multiple of 60/],
    ['Stat average', { Stat: 'average' }, /statistic 'average'/],
    ['Unit Apples', { Unit: 'Apples' as 'Bytes' }, /enum value set/],
  ])('GetMetricData refuses %s', async (_name, change, message) => {
    const { MetricStat, ...rest } = query('h', 'X');
    await expect(get({ MetricDataQueries: [{ ...rest, MetricStat: { ...MetricStat, ...change } }] })).rejects.toThrow(
      message,
    );
  });

  const statistics = (input: Partial<GetMetricStatisticsCommandInput>) =>
    cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/DAX',
        MetricName: 'ItemCacheHits',
        Dimensions,
        StartTime: ago(4),
        EndTime: ago(0),
        Period: 120,
        ...input,
      }),
    );

  test('GetMetricStatistics gives the statistics asked for', async () => {
    const { Label, Datapoints } = await statistics({ Statistics: ['Sum', 'Maximum'], ExtendedStatistics: ['p50'] });
    expect(Label).toBe('ItemCacheHits');
    expect(Datapoints).toEqual([
      { Timestamp: ago(4), Unit: 'Count', Sum: 170, Maximum: 90, ExtendedStatistics: { p50: 80 } },
      { Timestamp: ago(2), Unit: 'Count', Sum: 130, Maximum: 70, ExtendedStatistics: { p50: 60 } },
    ]);
  });

  test('GetMetricStatistics refuses more than 1,440 datapoints and no statistic', async () => {
    await expect(statistics({ Statistics: ['Sum'], Period: 60, StartTime: ago(3_000) })).rejects.toMatchObject({
      name: 'InvalidParameterCombinationException',
      message: expect.stringContaining('up to 3,000 datapoints, which exceeds the limit of 1,440'),
    });
    await expect(statistics({})).rejects.toThrow('Must specify either Statistics or ExtendedStatistics');
  });

  test('ListMetrics filters by namespace, name and dimensions', async () => {
    const names = async (input: object) =>
      (await cloudwatch.send(new ListMetricsCommand(input))).Metrics?.map(({ MetricName }) => MetricName);
    expect(await names({ Namespace: 'AWS/DAX' })).toEqual(['ItemCacheHits', 'ItemCacheMisses']);
    expect(await names({ MetricName: 'ItemCacheHits', Dimensions })).toEqual(['ItemCacheHits']);
    expect(await names({ Dimensions: [{ Name: 'ClusterId' }], RecentlyActive: 'PT3H' })).toHaveLength(2);
    expect(await names({ Dimensions: [{ Name: 'ClusterId', Value: 'other' }] })).toEqual([]);
  });

  const datum: MetricDatum = { MetricName: 'm', Value: 1 };
  const badData: readonly (readonly [string, MetricDatum, string])[] = [
    ['no value', { MetricName: 'm' }, 'MissingRequiredParameterException'],
    ['two kinds of value', { ...datum, Values: [1] }, 'InvalidParameterCombinationException'],
    [
      'counts of another size',
      { MetricName: 'm', Values: [1, 2], Counts: [1] },
      'InvalidParameterCombinationException',
    ],
    ['a huge value', { MetricName: 'm', Value: 1e200 }, 'InvalidParameterValueException'],
    ['an old time', { ...datum, Timestamp: ago(15 * 24 * 60) }, 'InvalidParameterValueException'],
    ['a far time', { ...datum, Timestamp: ago(-121) }, 'InvalidParameterValueException'],
    ['a resolution of 5 s', { ...datum, StorageResolution: 5 }, 'InvalidParameterValueException'],
    ['a dimension twice', { ...datum, Dimensions: [...Dimensions, ...Dimensions] }, 'InvalidParameterValueException'],
    ['an empty name', { MetricName: '', Value: 1 }, 'ValidationException'],
    [
      'a statistic set upside down',
      { MetricName: 'm', StatisticValues: { SampleCount: 1, Sum: 1, Minimum: 2, Maximum: 1 } },
      'InvalidParameterValueException',
    ],
  ];

  test.each(badData)('PutMetricData refuses %s and keeps nothing of the request', async (_name, bad, name) => {
    const good = { MetricName: 'kept', Value: 1 };
    const put = new PutMetricDataCommand({ Namespace: 'Bad', MetricData: [good, bad] });
    await expect(cloudwatch.send(put)).rejects.toMatchObject({ name });
    expect((await cloudwatch.send(new ListMetricsCommand({ Namespace: 'Bad' }))).Metrics).toEqual([]);
  });

  test('values with counts, statistic sets and large gzipped bodies are taken', async () => {
    const many = Array.from({ length: 900 }, (_, i) => ({ ...datum, MetricName: `m${i}`, Dimensions }));
    const set = { SampleCount: 2, Sum: 30, Minimum: 10, Maximum: 20 };
    await cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: 'Many',
        MetricData: [
          ...many,
          { MetricName: 'counted', Values: [1, 5], Counts: [3, 1], Timestamp: ago(1) },
          { MetricName: 'set', StatisticValues: set, Timestamp: ago(1) },
        ],
      }),
    );
    const average = async (MetricName: string) => {
      const { Datapoints } = await statistics({
        Namespace: 'Many',
        MetricName,
        Dimensions: [],
        Statistics: ['Average'],
      });
      return Datapoints?.map(({ Average }) => Average);
    };
    expect([await average('counted'), await average('set')]).toEqual([[2], [15]]);
    const page = await cloudwatch.send(new ListMetricsCommand({ Namespace: 'Many' }));
    const rest = await cloudwatch.send(new ListMetricsCommand({ Namespace: 'Many', NextToken: page.NextToken }));
    expect([page.Metrics?.length, rest.Metrics?.length]).toEqual([500, 402]);
  });

  test('dashboards are kept', async () => {
    const body = JSON.stringify({ widgets: [] });
    await cloudwatch.send(new PutDashboardCommand({ DashboardName: 'dax', DashboardBody: body }));
    expect((await cloudwatch.send(new GetDashboardCommand({ DashboardName: 'dax' }))).DashboardBody).toBe(body);
    const { DashboardEntries } = await cloudwatch.send(new ListDashboardsCommand({ DashboardNamePrefix: 'd' }));
    expect(DashboardEntries).toMatchObject([{ DashboardName: 'dax', Size: body.length }]);
    await cloudwatch.send(new DeleteDashboardsCommand({ DashboardNames: ['dax'] }));
    await expect(cloudwatch.send(new GetDashboardCommand({ DashboardName: 'dax' }))).rejects.toMatchObject({
      message: 'Dashboard dax does not exist',
    });
    await expect(
      cloudwatch.send(new PutDashboardCommand({ DashboardName: 'dax', DashboardBody: '[' })),
    ).rejects.toThrow('valid JSON object');
  });

  test('an operation that is not there is refused by name', async () => {
    await expect(cloudwatch.send(new GetMetricWidgetImageCommand({ MetricWidget: '{}' }))).rejects.toThrow(
      /GetMetricWidgetImage/,
    );
  });
});
