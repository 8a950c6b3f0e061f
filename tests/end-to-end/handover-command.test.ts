import { daxpilot, printed, type Ran } from './command';
import { follow, recordItem, untilEnded } from './handover-fleet';
import { locks } from './ledger';
import { createDeclared } from './resources';
import { type AService, aService } from './service-at-work';

let service: AService;
const command = (...args: readonly string[]): Promise<Ran> =>
  daxpilot(service.folder, [...args, '--json', '--endpoint', service.endpoint]);
const up = ['replace', 'products', '--type', 'dax.r5.xlarge'] as const;

beforeAll(async () => {
  service = await aService();
  await createDeclared(service);
  service.forgetChanges();
}, 120_000);

afterAll(() => service.stop());

test('wrong use is refused before anything is asked, every problem at once', async () => {
  const wrong = ['--nodes', 'twelve', '--type', 'big', '--to', 'other', '--abort'];
  const ran = await command('replace', 'products', ...wrong);

  expect(ran).toMatchObject({ status: 2, stdout: '' });
  for (const problem of [
    'nodeType is "big"; it must be like dax.r5.xlarge',
    'nodes is "twelve"; it must be a whole number from 1 to 11',
    '--type, --nodes, --to: --abort concerns what was begun before',
    '--type, --nodes: --to = other is there already',
  ])
    expect(ran.stderr).toContain(problem);
});

test('the first one writes the record and says that nobody follows it yet', async () => {
  const planned = await command(...up, '--plan');
  expect(planned.status).toBe(1);
  expect(printed(planned)).toMatchObject({ kind: 'refused', code: 'no-fleet' });
  expect(await recordItem(service)).toEqual({});

  const ran = await untilEnded(service, command(...up), async () => {});
  expect(ran.status).toBe(1);
  expect(printed(ran)).toMatchObject({ output: { outcome: 'refused', reasonCode: 'no-fleet' } });
  expect(await recordItem(service)).toMatchObject({ phase: 0, old: 'products', new: null });
});

test('--plan tells the clusters and the way, and changes nothing', async () => {
  await follow(service);
  const before = await recordItem(service);
  const ran = await command(...up, '--plan');

  expect(ran.status).toBe(0);
  const plan = printed<{ readonly stages: readonly { readonly stage: string }[] }>(ran);
  expect(plan).toMatchObject({
    kind: 'plan',
    does: 'replace',
    plan: { procedure: 'replace', old: 'products', new: expect.stringMatching(/^products-/), itemTtlMs: 300_000 },
    create: { nodeType: 'dax.r5.xlarge', nodes: 3 },
  });
  expect(plan.stages.map(({ stage }) => stage)).toEqual(['old', 'bridge-old', 'bridge-new', 'new', 'settled', 'taken']);
  expect(plan.stages[1]).toEqual({
    phase: 1,
    stage: 'bridge-old',
    reads: 'table',
    writes: 'old',
    leftWhen: ['acknowledged', 'old-reads-quiet'],
  });
  expect(await recordItem(service)).toEqual(before);
  expect(service.changes()).toEqual([]);
});

test('stopped while the cluster is being created, it ends as not started; with nothing under way there is nothing to stop', async () => {
  const stop = ['replace', 'products', '--abort', '--reason', 'second thoughts'];
  const nothing = await command(...stop);
  const running = command(...up);
  let stopped: Promise<Ran> | undefined;
  const ran = await untilEnded(service, running, async () => {
    await follow(service);
    const isUnderWay = (await recordItem(service)).work !== undefined;
    if (isUnderWay && stopped === undefined) stopped = command(...stop);
    await stopped;
  });

  expect(nothing.status).toBe(1);
  expect(printed(nothing)).toEqual({ kind: 'nothing-to-stop', text: 'no hand-over of products is under way' });
  expect(await stopped).toMatchObject({ status: 0 });
  expect(ran.status).toBe(1);
  expect(printed(ran)).toMatchObject({
    output: { outcome: 'not-started', text: expect.stringContaining('second thoughts') },
  });
  expect(ran.stderr).toMatch(/started arn:.*\n.*phase 0, old: /s);
  expect(await recordItem(service)).toMatchObject({ phase: 0, old: 'products', new: null });
  expect(service.changes().filter((change) => change.includes('deleting'))).toEqual([]);
  expect(await locks(service)).toEqual({});
});
