import { AFlow, aPortError } from '../flow/a-flow';
import { asReview, asTarget, reviewKey, reviewRange, targetKey } from '../ledger';
import { finding } from './finding';
import { dayMs } from './series-facts';
import { settle } from './settle';
import type { Reviewed } from './steps';
import { nowMs } from './testing';

const stuck = finding('alarm-stuck', 'products', 'daxpilot/products/cpu-high', 'in ALARM for 8 h');
const setBack = finding('drift-set-back', 'products', 'products', 'we set 3 -> 5, and somebody set it to 3', 'd1');
const of = (findings: readonly (typeof stuck)[], failed: string | null = null): Reviewed => ({
  account: [],
  targets: [{ target: 'products', findings, failed }],
});
const at = (days: number) => ({ execution: `arn:${days}`, nowMs: nowMs + days * dayMs });

test('what is new is told once, and so is that it is over', async () => {
  const flow = new AFlow();

  await settle(flow, of([stuck]), at(0));
  await settle(flow, of([{ ...stuck, text: 'in ALARM for 14 h' }]), at(0.25));
  const last = await settle(flow, of([]), at(0.5));

  expect(flow.notices.map(({ kind, subject }) => [kind, subject])).toEqual([
    ['finding', 'products: review: 1 new, 0 over: alarm-stuck'],
    ['finding', 'products: review: 0 new, 1 over'],
  ]);
  expect(flow.notices[0]?.text).toContain('in ALARM for 8 h');
  expect(last).toMatchObject({ findings: 0, gone: [stuck.print] });
});

test('each review is a row, and the same execution writes it once', async () => {
  const flow = new AFlow();

  await settle(flow, of([stuck]), at(0));
  await settle(flow, of([stuck]), at(0));
  await settle(flow, of([stuck]), at(1));

  const range = { ...reviewRange('review', nowMs, nowMs + 9 * dayMs), limit: 9, order: 'oldest-first' } as const;
  const rows = await flow.ledger.query(range);
  expect(rows).toMatchObject([{ appeared: [stuck.print] }, { appeared: [], findings: [{ code: 'alarm-stuck' }] }]);
});

test('what could not be told is told with the next review', async () => {
  const flow = new AFlow();
  flow.failures.set('announce', aPortError('aws.throttled'));
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  await settle(flow, of([stuck]), at(0));
  flow.failures.clear();

  const next = await settle(flow, of([stuck]), at(0.25));

  expect(next.appeared).toEqual([stuck.print]);
  expect(flow.notices).toHaveLength(2);
});

test('a target that could not be looked at keeps what was found, and says why', async () => {
  const flow = new AFlow();
  await settle(flow, of([stuck]), at(0));

  const failed = await settle(flow, of([], 'Daxpilot.Final: aws.denied'), at(0.25));
  const again = await settle(flow, of([], 'Daxpilot.Final: aws.denied'), at(0.5));

  expect(failed).toMatchObject({ findings: 2, appeared: ['not-reviewed products products'], gone: [] });
  expect(again).toMatchObject({ findings: 2, appeared: [], gone: [] });
});

test('what somebody sets back is not fought over: the target is held for a day, once, and people are told how to end it', async () => {
  const flow = new AFlow();
  const override = async () => asTarget(await flow.ledger.read(targetKey('products'))).override;

  const first = await settle(flow, of([setBack]), at(0));
  expect(first.held).toEqual(['products']);
  expect(await override()).toMatchObject({ by: 'review', hold: true, untilMs: nowMs + dayMs });
  expect(flow.notices[0]?.text).toContain('daxpilot override products --clear');

  await flow.ledger.update({ key: targetKey('products'), remove: ['override'] });
  const second = await settle(flow, of([setBack]), at(0.25));
  expect(second.held).toEqual([]);
  expect(await override()).toBeUndefined();
});

test('a review that is repeated after it died says again how to end the hold, and does not hold again what a person let go', async () => {
  const flow = new AFlow();
  flow.failures.set('announce', aPortError('aws.unreachable'));
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  await settle(flow, of([setBack]), at(0));
  flow.failures.clear();

  const repeated = await settle(flow, of([setBack]), at(0));
  expect(repeated.held).toEqual(['products']);
  expect(flow.notices.at(-1)?.text).toContain('daxpilot override products --clear');

  const other = new AFlow();
  other.failures.set('announce', aPortError('aws.unreachable'));
  await settle(other, of([setBack]), at(0));
  await other.ledger.update({ key: targetKey('products'), remove: ['override'] });
  other.failures.clear();
  const next = await settle(other, of([setBack]), at(0.25));
  expect(next).toMatchObject({ appeared: [setBack.print], held: [] });
  expect(asTarget(await other.ledger.read(targetKey('products'))).override).toBeUndefined();
});

test('another drift is held for again', async () => {
  const flow = new AFlow();
  await settle(flow, of([setBack]), at(0));
  await flow.ledger.update({ key: targetKey('products'), remove: ['override'] });

  const again = { ...setBack, print: `${setBack.print} later` };

  expect((await settle(flow, of([again]), at(1))).held).toEqual(['products']);
});

test('an override of a person stays', async () => {
  const flow = new AFlow();
  const theirs = { by: 'arn:person', reason: 'sale', atMs: nowMs, untilMs: nowMs + dayMs, nodes: { min: 5 } };
  await flow.ledger.update({ key: targetKey('products'), set: { override: theirs } });

  const settled = await settle(flow, of([setBack]), at(0));

  expect(settled.held).toEqual([]);
  expect(asTarget(await flow.ledger.read(targetKey('products'))).override).toEqual(theirs);
});

test('the report comes a week after the first review, and each week after that', async () => {
  const flow = new AFlow();
  const reported: number[] = [];
  for (let day = 0; day <= 15; day++) {
    const settled = await settle(flow, of([stuck]), at(day));
    if (settled.reported) reported.push(day);
  }

  expect(reported).toEqual([7, 14]);
  const report = flow.notices.find(({ kind }) => kind === 'report');
  expect(report?.text).toContain('2026-11-24 to 2026-12-01 (UTC)');
  expect(report?.text).toContain('alarm-stuck [products] daxpilot/products/cpu-high');
  expect(asReview(await flow.ledger.read(reviewKey))).toMatchObject({ lastReportMs: nowMs + 14 * dayMs });
});

test('a late attempt of an older review does not take back what a newer one has told', async () => {
  const flow = new AFlow();
  await settle(flow, of([stuck]), at(1));

  await settle(flow, of([]), at(0));

  expect(asReview(await flow.ledger.read(reviewKey)).open).toHaveLength(1);
});
