import { clearOverride, listDecisions, setOverride } from '../../shared/flow';
import { AFlow, nowMs } from '../../shared/flow/a-flow';
import type { Override } from '../../shared/sizing';
import { decide } from '../../shared/sizing';
import { runMachine } from '../protocol/run-machine';

const hourMs = 3_600_000;
const products = { target: 'products' };
const at = (ms: number) => new Date(nowMs + ms).toISOString();

const anOverride = (parts: Partial<Override> = {}): Override => ({
  by: 'arn:aws:iam::123456789012:user/alice',
  reason: 'sale',
  atMs: nowMs,
  untilMs: nowMs + 2 * hourMs,
  hold: true,
  ...parts,
});

test('what a person wants reaches decide() until its end', async () => {
  const flow = new AFlow();
  const seen: unknown[] = [];
  const watched = Object.assign(Object.create(flow), {
    decide: (...args: Parameters<typeof decide>) => {
      seen.push(args[2].override);
      return decide(...args);
    },
  }) as AFlow;
  await setOverride(flow, 'products', anOverride({ nodes: { min: 4 } }));

  await runMachine(watched, products);
  await runMachine(watched, products, { arn: 'arn:later', now: at(3 * hourMs) });

  expect(seen).toEqual([expect.objectContaining({ hold: true, nodes: { min: 4 } }), undefined]);
});

test('one that is over does not count, is named once in the history, and is taken away', async () => {
  const flow = new AFlow();
  flow.nextDecision = { verdict: 'hold', action: null, reasonCodes: ['in-band'] };
  await setOverride(flow, 'products', anOverride());

  const first = await runMachine(flow, products, { arn: 'arn:1', now: at(3 * hourMs) });
  const second = await runMachine(flow, products, { arn: 'arn:2', now: at(4 * hourMs) });

  expect(first.output).toMatchObject({
    outcome: 'held',
    reasonCodes: ['in-band', 'override-expired'],
    text: 'the override of arn:aws:iam::123456789012:user/alice ("sale") was over at 2026-11-24T14:00:00.000Z',
  });
  expect(second.output.reasonCodes).toEqual(['in-band']);
  expect(await flow.target()).not.toHaveProperty('override');
});

test('a new one that is given while an old one is found to be over stays', async () => {
  const flow = new AFlow();
  flow.nextDecision = { verdict: 'hold', action: null, reasonCodes: ['in-band'] };
  await setOverride(flow, 'products', anOverride());
  const later = anOverride({ atMs: nowMs + 3 * hourMs, untilMs: nowMs + 5 * hourMs });

  await runMachine(flow, products, {
    now: at(3 * hourMs),
    before: async (state) => {
      if (state === 'Record') await setOverride(flow, 'products', later);
    },
  });

  expect((await flow.target()).override).toEqual(later);
});

test('a hold that comes between decision and change stops the change, with its line in the history', async () => {
  const flow = new AFlow();

  const { output } = await runMachine(flow, products, {
    before: async (state) => {
      if (state === 'Apply') await setOverride(flow, 'products', anOverride());
    },
  });

  expect(output).toMatchObject({ outcome: 'held', reasonCodes: ['override-hold', 'cpu-high'] });
  expect(flow.changes).toEqual([]);
  expect((await listDecisions(flow, { target: 'products' }))[0]).toMatchObject({
    reasonCodes: ['override-hold', 'cpu-high'],
  });
  expect(await flow.target()).not.toHaveProperty('owner');
});

test('cleared, it is gone', async () => {
  const flow = new AFlow();
  await setOverride(flow, 'products', anOverride());

  await clearOverride(flow, 'products');

  expect(await flow.target()).not.toHaveProperty('override');
});

test.each<[string, Partial<Override>, readonly string[]]>([
  ['an end that is over already', { untilMs: nowMs - 1 }, ['until']],
  ['an end in two months', { untilMs: nowMs + 60 * 24 * hourMs }, ['until']],
  ['no reason', { reason: ' ' }, ['reason']],
  ['more nodes than the policy allows', { nodes: { min: 12, max: 13 } }, ['min', 'max']],
  ['fewer nodes than the policy allows', { nodes: { max: 2 } }, ['max', 'min']],
  ['a minimum above the maximum', { nodes: { min: 6, max: 4 } }, ['min']],
])('%s is refused with path, value and rule, and nothing is written', async (_, parts, paths) => {
  const flow = new AFlow();

  const problems = await setOverride(flow, 'products', anOverride(parts));

  expect(problems.map(({ path }) => path)).toEqual(paths);
  expect(await flow.target()).toEqual({});
});

test('an override that wants nothing is refused', async () => {
  const { hold: _, ...nothing } = anOverride();

  expect(await setOverride(new AFlow(), 'products', nothing)).toEqual([
    expect.objectContaining({ path: 'override', rule: expect.stringContaining('hold, min, max or mode') }),
  ]);
});
