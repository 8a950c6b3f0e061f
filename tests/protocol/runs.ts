import { noFaults, type Scenario, unretried } from './scenario';

interface Run extends Scenario {
  /** A run that visits fewer has lost something. */
  readonly leastStates?: number;
}

const run = (needs: readonly number[], faults: Partial<Scenario['budget']>, leastStates?: number): Run => {
  const budget = { ...noFaults, ...faults };
  const parts = [
    `${needs.length} wake-up${needs.length === 1 ? '' : 's'}`,
    ...Object.entries(budget).flatMap(([fault, times]) => (times > 0 ? [`${times} ${names[fault]}`] : [])),
  ];
  return { name: parts.join(', '), needs, budget, ...(leastStates !== undefined && { leastStates }) };
};

/** The same where looks and changes are not tried again: what is left when retries are used up. */
const failing = (one: Run): Run => ({ ...one, name: `${one.name}, looks and changes not retried`, retries: unretried });

const names: Readonly<Record<string, string>> = {
  stops: 'stop(s)',
  losses: 'lost response(s)',
  lates: 'late attempt(s)',
  duplicates: 'duplicated event(s)',
};

/** For every test run: some seconds. */
export const shortRuns: readonly Run[] = [
  run([5], { stops: 1, duplicates: 1 }),
  run([5], { losses: 2 }),
  run([5], { lates: 1, losses: 1 }),
  run([5, 4], {}),
  run([5, 4], { stops: 1 }, 4_000),
  failing(run([5], { stops: 1, lates: 1 })),
];

/** For `tests/protocol/explore.ts`: two faults of a kind, or two kinds of them. */
export const pairedRuns: readonly Run[] = [
  run([5, 4], { stops: 1, duplicates: 1 }),
  run([5, 4], { losses: 2 }),
  run([5, 4], { losses: 1, lates: 1 }),
  run([5, 4], { stops: 1, losses: 1 }),
  run([5, 4], { stops: 1, lates: 1 }),
  failing(run([5, 4], { losses: 2 })),
  failing(run([5, 4], { stops: 1, losses: 1 })),
  failing(run([5, 4], { stops: 1, lates: 1 })),
  failing(run([5, 4], { lates: 1, losses: 1 })),
];

/** The longest ones. */
export const longRuns: readonly Run[] = [
  run([5, 4, 6], { stops: 1 }, 10_000),
  run([5, 4], { stops: 2 }, 10_000),
  run([5, 4], { stops: 1, losses: 1, lates: 1 }, 10_000),
];
