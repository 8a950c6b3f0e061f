import { type PolicyInput, policySchema, withProfile } from '../../targets';
import { decide } from '../decide';
import type { History } from '../decision';
import { aSnapshot, fixtureNowMs, hourMs, minuteMs, type SnapshotShape } from '../testing';

/** 2026-11-24T12:00:00Z is a Tuesday. */
function decided(shape: SnapshotShape, policy: PolicyInput = {}, history: Partial<History> = {}) {
  const past = { switchesToOnDemandMs: [], ...history };
  return decide(aSnapshot(shape), policySchema.parse(withProfile(policy)), past, fixtureNowMs);
}

const quiet = { nodes: 5, cpuPercent: 25, cacheMemoryPercent: 70, hitRatePercent: 92 } as const;
const busy = { nodes: 3, cpuPercent: 85, cacheMemoryPercent: 65, hitRatePercent: 88 } as const;
const well = { nodes: 3, cpuPercent: 60, cacheMemoryPercent: 70, hitRatePercent: 92 } as const;
const full = { ...well, cacheMemoryPercent: 100 } as const;
const noon = { from: '13:00', to: '14:00', timeZone: 'Europe/Berlin' } as const;

describe('hours without scale-in', () => {
  test('nothing is taken away, and the runner-up is what would have been done', () => {
    const decision = decided(quiet, { noScaleIn: [{ ...noon, reason: 'lunch' }] });

    expect(decision).toMatchObject({
      verdict: 'hold',
      action: null,
      reasonCodes: ['no-scale-in-window', 'cpu-below'],
      costUsdPerMonth: { before: 930.75, after: 930.75 },
      runnerUp: { name: '3 x dax.r5.large', costUsdPerMonth: 558.45 },
    });
    expect(decision.warnings).toContain(
      'not done: set shop from 5 to 3 nodes; nothing is taken away from 2026-11-24T12:00:00.000Z to 2026-11-24T13:00:00.000Z (lunch)',
    );
    expect(decision.rejected).toContainEqual({ option: '3 x dax.r5.large', reasonCode: 'no-scale-in-window' });
    expect(decision.evidence).toContainEqual(expect.objectContaining({ reading: 'noScaleIn', verdict: 'info' }));
  });

  test('nodes are added all the same', () => {
    expect(decided(busy, { noScaleIn: [noon] })).toMatchObject({ verdict: 'apply', action: { to: 5 } });
  });

  test('outside them the scale-in is made', () => {
    expect(decided(quiet, { noScaleIn: [{ ...noon, timeZone: 'UTC' }] })).toMatchObject({ action: { to: 3 } });
  });

  test('a table does not go to provisioned, whose capacity is less', () => {
    const tables = [{ consumedRead: 500, consumedWrite: 50 }];

    expect(decided({ cluster: null, tables })).toMatchObject({ action: { to: 'provisioned' } });
    expect(decided({ cluster: null, tables }, { noScaleIn: [noon] })).toMatchObject({
      action: null,
      reasonCodes: ['no-scale-in-window', 'cheaper-provisioned'],
    });
  });
});

describe('the change calendar', () => {
  const closed = (allow: 'scale-out' | 'nothing'): PolicyInput => ({ changeCalendar: [{ ...noon, allow }] });

  test('while it is closed more nodes come only where a reading is above its band', () => {
    expect(decided(busy, closed('scale-out'))).toMatchObject({ verdict: 'apply', action: { to: 5 } });
    expect(decided({ ...well, nodes: 2, cpuPercent: 50 }, closed('scale-out'))).toMatchObject({
      action: null,
      reasonCodes: ['change-calendar', 'below-min-nodes'],
    });
    expect(decided(quiet, closed('scale-out')).reasonCodes).toEqual(['change-calendar', 'cpu-below']);
    expect(decided(full, closed('scale-out')).reasonCodes).toEqual(['change-calendar', 'memory-full']);
  });

  test('where it allows nothing, nothing is done', () => {
    expect(decided(busy, closed('nothing'))).toMatchObject({
      verdict: 'hold',
      action: null,
      reasonCodes: ['change-calendar', 'cpu-above'],
    });
  });

  test('of two closed windows the stricter one counts', () => {
    const policy: PolicyInput = { changeCalendar: [{ ...noon }, { from: '11:00', to: '15:00', allow: 'nothing' }] };

    expect(decided(busy, policy).reasonCodes[0]).toBe('change-calendar');
  });
});

describe('floors before known events', () => {
  const sale = (from: string, more: object = {}): PolicyInput => ({
    floors: [{ from, to: '2026-11-24T20:00Z', nodes: 7, reason: 'sale', ...more }],
  });

  test('nodes are added by steps before the event, as early as the steps take', () => {
    // From 3 to 7 in steps of 2: two steps of 10 minutes and a look each 10 minutes: 40 minutes.
    expect(decided(well, sale('2026-11-24T12:41Z'))).toMatchObject({ verdict: 'hold' });
    expect(decided(well, sale('2026-11-24T12:40Z'))).toMatchObject({
      verdict: 'apply',
      action: { from: 3, to: 5 },
      reasonCodes: ['below-min-nodes', 'event-floor', 'step-limit'],
    });
  });

  test('a lead of its own begins earlier', () => {
    expect(decided(well, sale('2026-11-24T14:00Z', { leadMs: 2 * hourMs }))).toMatchObject({ action: { to: 5 } });
  });

  test('while it lasts no node below it is taken away, and afterwards it is', () => {
    const idle = { ...quiet, nodes: 7, cpuPercent: 15 };

    expect(decided(idle, sale('2026-11-24T11:00Z'))).toMatchObject({
      verdict: 'hold',
      reasonCodes: ['at-min-nodes', 'event-floor', 'cpu-below'],
    });
    expect(decided(idle)).toMatchObject({ action: { from: 7, to: 5 } });
  });

  test('it is reached though the calendar is closed to other changes', () => {
    const policy: PolicyInput = { ...sale('2026-11-24T12:10Z'), changeCalendar: [noon] };

    expect(decided(well, policy)).toMatchObject({ action: { from: 3, to: 5 } });
  });
});

describe("the cluster's own maintenance window", () => {
  const maintenanceWindow = 'tue:11:30-tue:13:00';

  test('no node is removed and no type replaced in it, but nodes are added', () => {
    expect(decided({ ...quiet, maintenanceWindow }).reasonCodes).toEqual(['maintenance-window', 'cpu-below']);
    expect(decided({ ...full, maintenanceWindow }).reasonCodes).toEqual(['maintenance-window', 'memory-full']);
    expect(decided({ ...busy, maintenanceWindow })).toMatchObject({ action: { to: 5 } });
  });

  test('before and after it, or where the policy ignores it, they are', () => {
    expect(decided({ ...quiet, maintenanceWindow: 'tue:12:01-tue:13:01' })).toMatchObject({ action: { to: 3 } });
    expect(decided({ ...quiet, maintenanceWindow: 'tue:11:00-tue:12:00' })).toMatchObject({ action: { to: 3 } });
    expect(decided({ ...quiet, maintenanceWindow }, { maintenanceWindow: 'ignore' })).toMatchObject({
      action: { to: 3 },
    });
  });

  test('one over the end of the week counts, and one that cannot be read is named', () => {
    expect(decided({ ...quiet, maintenanceWindow: 'mon:23:00-tue:12:30' }).reasonCodes[0]).toBe('maintenance-window');
    expect(decided({ ...quiet, maintenanceWindow: 'tuesday' }).warnings.join()).toContain(
      '"tuesday" is not understood',
    );
  });
});

describe('vetoes', () => {
  const veto = (to: string, untilMs = fixtureNowMs + hourMs) => ({
    vetoes: [{ kind: 'set-node-count', resource: 'shop', to, untilMs, strikes: 1 } as const],
  });

  test('a count that was rolled back is not chosen again: the next one that carries more is', () => {
    const decision = decided(quiet, {}, veto('3'));

    expect(decision).toMatchObject({
      verdict: 'apply',
      action: { from: 5, to: 4 },
      reasonCodes: ['cpu-below', 'vetoed'],
      costUsdPerMonth: { before: 930.75, after: 744.6 },
      chosen: { name: '4 x dax.r5.large', costUsdPerMonth: 744.6 },
    });
    expect(decision.rejected).toContainEqual({ option: '3 x dax.r5.large', reasonCode: 'vetoed' });
  });

  test('on the way out the largest smaller step is taken where the step limit leaves no larger one', () => {
    expect(decided(busy, {}, veto('5'))).toMatchObject({ action: { from: 3, to: 4 } });
  });

  test('with no other option left it is held', () => {
    expect(decided(quiet, { nodes: { maxStepIn: 1 } }, veto('4'))).toMatchObject({
      verdict: 'hold',
      reasonCodes: ['vetoed', 'cpu-below', 'step-limit'],
    });
  });

  test('it ends at its time, and is of one resource and one kind', () => {
    expect(decided(quiet, {}, veto('3', fixtureNowMs))).toMatchObject({ action: { to: 3 } });
    const elsewhere = { vetoes: [{ ...veto('3').vetoes[0], resource: 'other' }] } as Partial<History>;
    expect(decided(quiet, {}, elsewhere)).toMatchObject({ action: { to: 3 } });
  });

  test('a mode and a node type can be vetoed too', () => {
    const untilMs = fixtureNowMs + hourMs;
    const mode = { kind: 'set-billing-mode', resource: 'products', to: 'provisioned', untilMs, strikes: 1 } as const;
    const type = { kind: 'replace-node-type', resource: 'shop', to: 'dax.r5.xlarge', untilMs, strikes: 1 } as const;
    const tables = [{ consumedRead: 500, consumedWrite: 50 }];

    expect(decided({ cluster: null, tables }, {}, { vetoes: [mode] }).reasonCodes[0]).toBe('vetoed');
    expect(decided(full, {}, { vetoes: [type] }).reasonCodes).toEqual(['vetoed', 'memory-full']);
  });
});

describe('a manual override', () => {
  const wanted = (what: object, untilMs = fixtureNowMs + hourMs) => ({
    override: { by: 'ann', reason: 'load test', atMs: fixtureNowMs - minuteMs, untilMs, ...what },
  });

  test('that holds lets nothing happen before its end', () => {
    const decision = decided(busy, {}, wanted({ hold: true }));

    expect(decision).toMatchObject({ verdict: 'hold', reasonCodes: ['override', 'cpu-above'] });
    expect(decision.warnings.join()).toContain('ann wants no change until 2026-11-24T13:00:00.000Z (load test)');
  });

  test('that has ended is ignored, which is said', () => {
    const decision = decided(busy, {}, wanted({ hold: true }, fixtureNowMs));

    expect(decision).toMatchObject({ verdict: 'apply', action: { to: 5 } });
    expect(decision.warnings).toContain(
      'the override of ann (load test) ended at 2026-11-24T12:00:00.000Z and is ignored',
    );
  });

  test('more nodes are added for it, fewer than its minimum are not kept', () => {
    expect(decided(well, {}, wanted({ nodes: { min: 5 } }))).toMatchObject({
      action: { from: 3, to: 5 },
      reasonCodes: ['below-min-nodes', 'override'],
    });
  });

  test('its maximum narrows the one of the policy and cannot widen it', () => {
    expect(decided(busy, {}, wanted({ nodes: { max: 4 } }))).toMatchObject({
      action: { to: 4 },
      reasonCodes: ['cpu-above', 'override', 'at-max-nodes'],
    });
    expect(decided(busy, { nodes: { max: 4 } }, wanted({ nodes: { min: 8, max: 9 } }))).toMatchObject({
      action: { to: 4 },
    });
  });

  test('tables go to the mode that it wants and stay there', () => {
    const table = { consumedRead: 500, consumedWrite: 50 } as const;
    const kept = decided({ cluster: null, tables: [table] }, {}, wanted({ billingMode: 'on-demand' }));
    const gone = decided(
      { cluster: null, tables: [{ ...table, billingMode: 'provisioned' }] },
      {},
      wanted({ billingMode: 'on-demand' }),
    );

    expect(kept).toMatchObject({ verdict: 'hold', reasonCodes: ['override', 'cheaper-provisioned'] });
    expect(gone).toMatchObject({ action: { to: 'on-demand' }, reasonCodes: ['override'] });
  });
});

describe('a budget', () => {
  test('cuts a scale-out to what it pays for', () => {
    // 4 x 0.255 x 730 = 744.60, 5 are 930.75
    const decision = decided(busy, { budget: { maxUsdPerMonth: 800 } });

    expect(decision).toMatchObject({ action: { from: 3, to: 4 }, reasonCodes: ['cpu-above', 'spend-cap'] });
    expect(decision.warnings).toContain('5 nodes: it would make $930.75 a month, the budget is $800');
  });

  test('below the next node nothing is added, and what costs less is done all the same', () => {
    expect(decided(busy, { budget: { maxUsdPerMonth: 600 } }).reasonCodes).toEqual(['spend-cap', 'cpu-above']);
    expect(decided(quiet, { budget: { maxUsdPerMonth: 100 } })).toMatchObject({ action: { to: 3 } });
  });

  test('counts the tables of the target too', () => {
    // 500 read and 50 write units/s on demand are 246.38 a month: 744.60 + 246.38 fits, 930.75 + 246.38 does not
    const tables = [{ consumedRead: 500, consumedWrite: 50, days: 1 }];
    const budget = { maxUsdPerMonth: 1000 };

    expect(decided({ ...busy, tables }, { budget })).toMatchObject({ action: { to: 4 } });
    expect(decided(busy, { budget })).toMatchObject({ action: { to: 5 } });
  });
});
