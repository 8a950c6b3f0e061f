import { settleSeconds } from './aws-flow';

test('a handler lives for 30 s unless the machine’s clock runs faster', () => {
  expect([settleSeconds(undefined), settleSeconds(''), settleSeconds('30'), settleSeconds('1800')]).toEqual([
    30, 30, 30, 1800,
  ]);
});

test.each(['29', '0', '-1', '30.5', 'soon'])('SETTLE_SECONDS of %s is refused with the rule', (text) => {
  expect(() => settleSeconds(text)).toThrow(`whole number of at least 30, not "${text}"`);
});
