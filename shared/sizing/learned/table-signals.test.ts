import { TableSignals, TableSignalsAt } from './table-signals';

const demand = Float64Array.from({ length: 3000 }, (_, minute) => Math.abs(Math.sin(minute / 97) * (minute % 811)));

test('what a single decision reads is what a whole replay reads', () => {
  const all = new TableSignals(demand);
  for (const minute of [2, 5, 61, 1440, 2999, 3000]) {
    const one = new TableSignalsAt(demand, minute);

    for (const look of ['peaks', 'pairs'] as const) {
      expect(one.now(look)).toBe(all.now(look)[minute]);
      expect(one.highest(look, 60)).toBe(all.highest(look, 60)[minute]);
    }
    expect(one.season('usual')).toBe(all.season('usual')[minute]);
  }
});

test('a peak of one minute is not there for who looks at pairs; one of two minutes is', () => {
  const of = (values: readonly (number | null)[]) => {
    const at = new TableSignalsAt(values, values.length);
    return [at.now('pairs'), at.highest('pairs', 60)];
  };

  expect(of([10, 10, 90, 10])).toEqual([10, 10]);
  expect(of([10, 90, 80])).toEqual([80, 80]);
  expect(of([10, 90, 80, 10])).toEqual([10, 80]);
});

test('beside an unknown minute nothing rises, and nothing is taken to be over', () => {
  const beside = new TableSignalsAt([10, 10, null, 90], 4);

  expect(beside.now('pairs')).toBe(0);
  expect(beside.highest('pairs', 60)).toBe(90);
});
