import { noFaults, type Scenario } from './scenario';

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
  run([5, 4], { stops: 1 }, 6_000),
];

/** For `tests/protocol/explore.ts`: minutes. */
export const longRuns: readonly Run[] = [
  ...shortRuns,
  run([5, 4], { stops: 1, duplicates: 1 }),
  run([5, 4], { losses: 2 }),
  run([5, 4], { losses: 1, lates: 1 }),
  run([5, 4], { stops: 1, losses: 1 }),
  run([5, 4], { stops: 1, lates: 1 }),
  run([5, 4], { stops: 2 }, 10_000),
  run([5, 4, 6], { stops: 1 }, 10_000),
];

const withEffects = ['admit', 'observe', 'apply', 'record', 'release', 'recover'] as const;

/**
 * Two wake-ups, one stop, one lost response, one late attempt, in parts: one for each step that can be late and each whose response
 * can be lost. A late attempt is in exactly one step, and so is a lost response: together the parts are the whole.
 */
export const partedRun: readonly Run[] = withEffects.flatMap((lateIn) =>
  withEffects.map((lossIn) => {
    const whole = run([5, 4], { stops: 1, losses: 1, lates: 1 });
    return { ...whole, name: `${whole.name}: late in ${lateIn}, lost in ${lossIn}`, lateIn, lossIn };
  }),
);
