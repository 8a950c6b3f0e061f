import { MachinesOnPlatform } from './on-platform';

describe.each([
  ['replace-cluster', ['dax:CreateCluster', 'dynamodb:Query', 'monitoring:GetMetricData']],
  ['review', ['dax:ListTags', 'dynamodb:PutItem', 'states:StartExecution']],
] as const)('%s, packaged, on the platform', (machine, operations) => {
  let run: MachinesOnPlatform;

  beforeAll(async () => {
    run = await MachinesOnPlatform.boot(machine);
  }, 600_000);

  afterAll(() => run.stop());

  test('the matrix has the calls that its roles were seen to make', () => {
    const known = new Set(run.cells.map(({ operation }) => operation));
    for (const operation of operations) expect(known).toContain(operation);
  });

  test.each([1, 2])(
    'schedule %i ends as asked, with nothing held, nothing begun unasked, and no right that is missing',
    async (seed) => {
      expect((await run.schedule(seed)).violations).toEqual([]);
    },
    600_000,
  );
});
