import { type EndpointRecord, phaseNumbers, readRecord, routesOf, stepBetween } from './index';

const record = (change: Partial<EndpointRecord> = {}): EndpointRecord => ({
  target: 'products',
  epoch: 5,
  phase: 0,
  old: 'a',
  new: 'b',
  ...change,
});

describe('the routes of each phase', () => {
  test.each([
    [0, { reads: 'a', writes: 'a', writesAround: true, writesHeld: false }],
    [1, { reads: null, writes: 'a', writesAround: false, writesHeld: false }],
    [2, { reads: null, writes: 'b', writesAround: false, writesHeld: false }],
    [3, { reads: 'b', writes: 'b', writesAround: false, writesHeld: false }],
  ] as const)('phase %i', (phase, routes) => {
    expect(routesOf(record({ phase }))).toEqual(routes);
  });

  test('once phase 3 is acknowledged writes may go around again', () => {
    expect(routesOf(record({ phase: 3, acknowledged: true })).writesAround).toBe(true);
  });

  test('a record that holds writes lets nothing go around either', () => {
    expect(routesOf(record({ phase: 0, hold: true }))).toMatchObject({ writesHeld: true, writesAround: false });
  });

  test('no phase reads through one cluster and writes through another', () => {
    for (const phase of phaseNumbers) {
      const { reads, writes } = routesOf(record({ phase }));
      expect([writes, null]).toContain(reads);
    }
  });

  test('without a cluster everything goes to the table', () => {
    expect(routesOf(record({ old: null, new: null }))).toMatchObject({ reads: null, writes: null });
  });
});

describe('what may follow a record', () => {
  const kind = (from: Partial<EndpointRecord>, to: Partial<EndpointRecord>) =>
    stepBetween(record(from), record({ epoch: 6, ...to })).kind;

  test.each([
    ['0 -> 1', { phase: 0 }, { phase: 1 }],
    ['1 -> 2', { phase: 1 }, { phase: 2 }],
    ['2 -> 3', { phase: 2 }, { phase: 3 }],
    ['1 -> 0, at once', { phase: 1 }, { phase: 0 }],
    ['1 -> 0, and the new cluster is dropped', { phase: 1 }, { phase: 0, new: null }],
    ['3 -> 2, on the way back', { phase: 3 }, { phase: 2 }],
    ['2 -> none, on the way back', { phase: 2 }, { phase: 0, old: null, new: null }],
    ['a pause', { phase: 1 }, { phase: 1, hold: true }],
    ['the end of a pause', { phase: 1, hold: true }, { phase: 2 }],
    ['from cache to cache while nothing is written', { phase: 0, hold: true }, { phase: 3, hold: true }],
    ['2 -> 1, on the way back', { phase: 2 }, { phase: 1 }],
    ['3 is acknowledged', { phase: 3 }, { phase: 3, acknowledged: true }],
    ['the end: new becomes old', { phase: 3 }, { phase: 0, old: 'b', new: null }],
    ['introduction: none -> 2', { phase: 0, old: null }, { phase: 2, old: null }],
    ['removal: 1 -> none', { phase: 1, new: null }, { phase: 0, old: null, new: null }],
    ['a new cluster is named with phase 1', { phase: 0, new: null }, { phase: 1 }],
  ] as const)('%s', (_title, from, to) => {
    expect(kind(from, to)).toBe('step');
  });

  test.each([
    ['0 -> 2', { phase: 0 }, { phase: 2 }],
    ['0 -> 3', { phase: 0 }, { phase: 3 }],
    ['1 -> 3', { phase: 1 }, { phase: 3 }],
    ['2 -> 0', { phase: 2 }, { phase: 0 }],
    ['3 -> 1', { phase: 3 }, { phase: 1 }],
    ['from cache to cache while something may be written', { phase: 0, hold: true }, { phase: 3 }],
    ['another old cluster', { phase: 0 }, { phase: 0, old: 'c' }],
    ['another new cluster on the way', { phase: 1 }, { phase: 2, new: 'c' }],
    ['an earlier epoch', { phase: 0 }, { phase: 1, epoch: 4 }],
    ['something else under the same epoch', { phase: 0 }, { phase: 1, epoch: 5 }],
    ['another target', { phase: 0 }, { phase: 1, target: 'orders' }],
  ] as const)('%s is refused', (_title, from, to) => {
    expect(kind(from, to)).toBe('refused');
  });

  test('the same record is no step', () => {
    expect(stepBetween(record(), record()).kind).toBe('same');
  });
});

describe('reading a record', () => {
  test('lists everything that is wrong', () => {
    const reading = readRecord({ target: '', epoch: -1, phase: 7, old: 'evil.example.com:8111', new: 'B' });
    expect(reading).toMatchObject({
      kind: 'refused',
      problems: expect.arrayContaining([expect.stringContaining('old is "evil.example.com:8111"')]),
    });
    expect(reading.kind === 'refused' && reading.problems).toHaveLength(5);
  });

  test('wants a new cluster in the phases that lead to one, and another one than the old', () => {
    expect(readRecord(record({ phase: 2, new: null }))).toMatchObject({ kind: 'refused' });
    expect(readRecord(record({ new: 'a' }))).toMatchObject({ kind: 'refused' });
    expect(readRecord({ ...record({ phase: 2 }), hold: true })).toMatchObject({
      problems: ['hold is true; it must be absent in phase 2'],
    });
    expect(readRecord({ ...record(), pk: 'x', sk: 'y' })).toEqual({ kind: 'record', record: record() });
  });
});
