import { DeadlineQueue, Timed } from './deadline-queue';

interface Ringing {
  readonly atMs: number;
  readonly task: () => void;
}

function aQueue(lengthMs: number) {
  const alarms: Ringing[] = [];
  const passed: string[] = [];
  let nowMs = 0;
  let held = false;
  const clock = {
    now: () => nowMs,
    after: () => () => {},
    later: () => () => {},
    alarm: (ms: number, task: () => void) => {
      alarms.push({ atMs: nowMs + ms, task });
      held = true;
      return {
        hold: () => {
          held = true;
        },
        release: () => {
          held = false;
        },
      };
    },
  };
  const queue = new DeadlineQueue(lengthMs, clock);
  class Named extends Timed {
    constructor(private readonly name: string) {
      super();
    }
    passed(): void {
      passed.push(`${this.name} at ${nowMs}`);
    }
  }
  return {
    alarms,
    passed,
    held: () => held,
    add: (name: string) => {
      const timed = new Named(name);
      queue.add(timed, nowMs);
      return { ends: () => queue.remove(timed) };
    },
    /** Rings what is due on the way. */
    until: (ms: number) => {
      for (let next = alarms[0]; next !== undefined && next.atMs <= ms; next = alarms[0]) {
        alarms.shift();
        nowMs = next.atMs;
        next.task();
      }
      nowMs = ms;
    },
  };
}

describe('deadlines of one length', () => {
  test('pass each at its own time, with one alarm at a time', () => {
    const { add, until, passed, alarms } = aQueue(100);
    add('a');
    until(30);
    add('b');
    until(60);
    add('c');
    expect(alarms).toHaveLength(1);
    until(500);
    expect(passed).toEqual(['a at 100', 'b at 130', 'c at 160']);
    expect(alarms).toHaveLength(0);
  });

  test('do not pass for what ended before, wherever it stands', () => {
    const { add, until, passed } = aQueue(100);
    const [first, , middle, , last] = ['a', 'b', 'c', 'd', 'e'].map((name) => add(name));
    for (const one of [middle, first, last]) one?.ends();
    until(100);
    expect(passed).toEqual(['b at 100', 'd at 100']);
  });

  test('begun while an alarm of earlier ones is still set are not forgotten', () => {
    const { add, until, passed } = aQueue(100);
    add('a').ends();
    until(90);
    add('b');
    until(189);
    expect(passed).toEqual([]);
    until(200);
    expect(passed).toEqual(['b at 190']);
  });

  test('keep the process only while there is one', () => {
    const { add, held, until } = aQueue(100);
    const only = add('a');
    expect(held()).toBe(true);
    only.ends();
    expect(held()).toBe(false);
    add('b');
    expect(held()).toBe(true);
    until(300);
    add('c').ends();
    expect(held()).toBe(false);
  });
});
