import { createVirtualClock } from './virtual-clock';

const START_MS = Date.UTC(2026, 0, 1);
const aClock = (options: Parameters<typeof createVirtualClock>[0] = {}) =>
  createVirtualClock({ startMs: START_MS, paused: true, ...options });

describe('virtual clock under advance', () => {
  test('tasks run in order of due time, each while the clock stands at its own time', async () => {
    const clock = aClock();
    const seen: [string, number][] = [];
    clock.at(START_MS + 300, () => void seen.push(['late', clock.now() - START_MS]));
    clock.at(START_MS + 100, () => void seen.push(['early', clock.now() - START_MS]));
    clock.at(START_MS + 100, () => void seen.push(['early, added second', clock.now() - START_MS]));

    await clock.advance(250);

    expect(seen).toEqual([
      ['early', 100],
      ['early, added second', 100],
    ]);
    expect(clock.now()).toBe(START_MS + 250);
  });

  test('an async task is awaited before time moves on', async () => {
    const clock = aClock();
    const seen: string[] = [];
    clock.at(START_MS + 10, async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      seen.push(`first ended at ${clock.now() - START_MS}`);
    });
    clock.at(START_MS + 20, () => void seen.push('second'));

    await clock.advance(20);

    expect(seen).toEqual(['first ended at 10', 'second']);
  });

  test('tasks that are set on the way run on the way', async () => {
    const clock = aClock();
    const seen: number[] = [];
    clock.at(START_MS + 10, () => {
      clock.at(clock.now() + 10, () => void seen.push(clock.now() - START_MS));
    });

    await clock.advance(100);

    expect(seen).toEqual([20]);
  });

  test('a chain of sleeps passes through one advance', async () => {
    const clock = aClock();
    const seen: number[] = [];
    const work = (async () => {
      for (let step = 0; step < 3; step += 1) {
        await clock.sleep(1_000);
        seen.push(clock.now() - START_MS);
      }
    })();

    await clock.advance(10_000);
    await work;

    expect(seen).toEqual([1_000, 2_000, 3_000]);
  });

  test('held work stops time until it is released', async () => {
    const clock = aClock();
    let endedAt = 0;
    clock.at(START_MS + 10, () => {
      const release = clock.hold?.();
      setTimeout(() => {
        endedAt = clock.now() - START_MS;
        release?.();
      }, 20);
    });

    await clock.advance(60_000);

    expect(endedAt).toBe(10);
  });

  test('a task that waits for the clock itself does not stop it for ever', async () => {
    const clock = aClock({ patienceMs: 20 });
    clock.at(START_MS + 10, () => clock.sleep(1_000));

    await clock.advance(5_000);

    expect(clock.now()).toBe(START_MS + 5_000);
  });

  test('every runs at each multiple of its period', async () => {
    const clock = aClock({ startMs: START_MS + 30_000 });
    const seen: number[] = [];
    const timer = clock.every(60_000, (dueMs) => void seen.push(dueMs - START_MS));

    await clock.advance(120_000);
    timer.cancel();
    await clock.advance(120_000);

    expect(seen).toEqual([60_000, 120_000]);
  });

  test('a cancelled task does not run', async () => {
    const clock = aClock();
    let ran = false;
    clock
      .at(START_MS + 10, () => {
        ran = true;
      })
      .cancel();

    await clock.advance(100);

    expect(ran).toBe(false);
  });

  test('a failing task is reported and the next one still runs', async () => {
    const errors: string[] = [];
    const clock = aClock({ onTaskError: (error, dueMs) => errors.push(`${dueMs - START_MS}: ${error}`) });
    let ran = false;
    clock.at(START_MS + 10, () => Promise.reject(new Error('broken')));
    clock.at(START_MS + 20, () => {
      ran = true;
    });

    await clock.advance(100);

    expect(errors).toEqual(['10: Error: broken']);
    expect(ran).toBe(true);
  });

  test('two advances at once follow one another', async () => {
    const clock = aClock();

    await Promise.all([clock.advance(1_000), clock.advance(500)]);

    expect(clock.now()).toBe(START_MS + 1_500);
  });
});

describe('virtual clock running freely', () => {
  test('it runs at its speed and wakes for what is due', async () => {
    const clock = createVirtualClock({ startMs: START_MS, speed: 10_000 });
    const firstMs = await new Promise<number>((resolve) => {
      clock.at(START_MS + 200_000, () => resolve(clock.now()));
    });
    clock.stop();

    expect(firstMs).toBeGreaterThanOrEqual(START_MS + 200_000);
  });

  test('a late every runs once for the newest multiple unless it catches up', async () => {
    const clock = createVirtualClock({ startMs: START_MS, speed: 50_000 });
    const once: number[] = [];
    const all: number[] = [];
    clock.every(1_000, (dueMs) => void once.push(dueMs));
    await new Promise<void>((resolve) => {
      clock.every(
        1_000,
        (dueMs) => {
          all.push(dueMs);
          if (all.length === 100) {
            resolve();
          }
        },
        { catchUp: true },
      );
    });
    clock.stop();

    const firstMs = all[0] ?? 0;
    expect(all.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, index) => firstMs + index * 1_000));
    expect(once.at(-1)).toBeGreaterThan(all.at(-1) ?? 0);
    expect(once.every((dueMs) => dueMs % 1_000 === 0)).toBe(true);
  });

  test('what is overdue runs in the next turn, not in this one', async () => {
    const clock = createVirtualClock({ startMs: START_MS, paused: true });
    let ran = false;
    const done = new Promise<void>((resolve) => {
      clock.at(START_MS - 1, () => {
        ran = true;
        resolve();
      });
    });

    expect(ran).toBe(false);
    await done;
    clock.stop();
  });

  test('speed, pause and resume keep the time that was reached', () => {
    const clock = createVirtualClock({ startMs: START_MS, paused: true });
    clock.setSpeed(100);

    expect([clock.now(), clock.speed, clock.paused]).toEqual([START_MS, 100, true]);
    clock.resume();
    clock.pause();
    expect(clock.now()).toBeLessThan(START_MS + 10_000);
    clock.stop();
  });

  test('a sleep is ended by its signal with the reason', async () => {
    const clock = aClock();
    const abort = new AbortController();
    const sleep = clock.sleep(1_000, abort.signal);
    abort.abort(new Error('stopped'));

    await expect(sleep).rejects.toThrow('stopped');
  });

  test.each([
    ['speed', () => createVirtualClock({ speed: 0 }), 'speed must be above 0'],
    ['period', () => aClock().every(0, () => undefined), 'everyMs must be a finite number of at least 1, got 0'],
    ['time', () => aClock().at(Number.NaN, () => undefined), 'dueMs must be a finite number, got NaN'],
  ])('a wrong %s is refused with value and rule', (_, act, message) => {
    expect(act).toThrow(message);
  });
});
