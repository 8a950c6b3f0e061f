import type { Veto } from '../sizing';
import { activeVetoes, withVeto } from './veto';

const hourMs = 3_600_000;
const toThree = { kind: 'set-node-count', resource: 'products', to: '3' } as const;

test('an option that is rolled back again and again is left alone for 1 h, doubled each time, up to 7 days', () => {
  let vetoes: readonly Veto[] = [];
  let nowMs = 0;
  const hours: number[] = [];
  for (let strike = 1; strike <= 10; strike += 1) {
    vetoes = withVeto(vetoes, toThree, nowMs);
    const untilMs = vetoes[0]?.untilMs ?? 0;
    hours.push((untilMs - nowMs) / hourMs);
    nowMs = untilMs;
  }

  expect(hours).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 168, 168]);
  expect(vetoes).toHaveLength(1);
});

test('another option has strikes of its own; what is over is not active', () => {
  const vetoes = withVeto(withVeto([], toThree, 0), { ...toThree, to: '4' }, hourMs);

  expect(vetoes.map(({ to, strikes }) => [to, strikes])).toEqual([
    ['4', 1],
    ['3', 1],
  ]);
  expect(activeVetoes(vetoes, hourMs).map(({ to }) => to)).toEqual(['4']);
});

test('strikes are forgotten a month after the veto ended', () => {
  const old = withVeto([], toThree, 0);

  expect(withVeto(old, { ...toThree, to: '4' }, 32 * 24 * hourMs).map(({ to }) => to)).toEqual(['4']);
});
