import { Breaker, defaultBreaker } from './breaker';
import type { Clock } from './clock';

class Hand implements Clock {
  ms = 0;
  now = () => this.ms;
  after = () => () => {};
  later = () => () => {};
  alarm = () => ({ hold: () => {}, release: () => {} });
}

function aBreaker() {
  const clock = new Hand();
  const states: string[] = [];
  const breaker = new Breaker(
    defaultBreaker,
    clock,
    () => 1,
    ({ kind }) => states.push(kind),
  );
  const fail = (times: number) => {
    for (let call = 0; call < times; call += 1) breaker.settle(breaker.admit(), 'failed');
  };
  return { clock, breaker, states, fail };
}

test('five failures in a row open it, and nothing is let through until its time', () => {
  const { clock, breaker, fail } = aBreaker();
  fail(5);
  expect(breaker.admit()).toBe('refused');
  clock.ms = 499;
  expect(breaker.admit()).toBe('refused');
  clock.ms = 500;
  expect(breaker.admit()).toBe('probe');
  expect(breaker.admit()).toBe('refused');
});

test('half of the calls failing opens it once there were enough of them', () => {
  const { breaker } = aBreaker();
  for (let pair = 0; pair < 9; pair += 1) {
    breaker.settle('go', 'succeeded');
    breaker.settle('go', 'failed');
  }
  expect(breaker.state.kind).toBe('closed');
  breaker.settle('go', 'succeeded');
  breaker.settle('go', 'failed');
  expect(breaker.state.kind).toBe('open');
});

test('three probes that succeed close it; one that fails doubles the wait', () => {
  const { clock, breaker, states, fail } = aBreaker();
  fail(5);
  clock.ms = 500;
  breaker.settle(breaker.admit(), 'failed');
  clock.ms = 1_499;
  expect(breaker.admit()).toBe('refused');
  clock.ms = 1_500;
  for (let probe = 0; probe < 3; probe += 1) breaker.settle(breaker.admit(), 'succeeded');
  expect(breaker.state.kind).toBe('closed');
  expect(states).toEqual(['open', 'half-open', 'open', 'half-open', 'closed']);
});

test('a probe that says nothing leaves room for the next', () => {
  const { clock, breaker, fail } = aBreaker();
  fail(5);
  clock.ms = 500;
  breaker.settle(breaker.admit(), 'released');
  expect(breaker.admit()).toBe('probe');
});

test('failures of long ago do not count', () => {
  const { clock, breaker } = aBreaker();
  for (let call = 0; call < 4; call += 1) breaker.settle('go', 'failed');
  breaker.settle('go', 'succeeded');
  clock.ms = 60_000;
  for (let call = 0; call < 20; call += 1) breaker.settle('go', call % 4 === 0 ? 'failed' : 'succeeded');
  expect(breaker.state.kind).toBe('closed');
});
