import { PlatformRun } from './platform';

let platform: PlatformRun;

beforeAll(async () => {
  platform = await PlatformRun.boot();
}, 240_000);

afterAll(() => platform.stop());

test.each([3, 4])(
  'schedule %i through the packaged machines ends with one change for one need, no lock and a record of every execution',
  async (seed) => {
    const { violations } = await platform.schedule(seed);

    expect(violations).toEqual([]);
  },
  120_000,
);

test('the matrix of the platform has every call that the roles were seen to make', () => {
  const operations = new Set(platform.cells.map(({ operation }) => operation));

  for (const one of [
    'lambda:Invoke',
    'dynamodb:UpdateItem',
    'dynamodb:PutItem',
    'dax:DescribeClusters',
    'dax:IncreaseReplicationFactor',
    'monitoring:GetMetricData',
    'states:StartExecution',
    'states:DescribeExecution',
  ]) {
    expect(operations).toContain(one);
  }
});
