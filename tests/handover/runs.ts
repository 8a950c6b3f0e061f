import type { ProcedureName } from '../../shared/handover';
import { type Budget, noFaults, type Scenario } from './scenario';

interface Fault {
  readonly name: string;
  readonly budget?: Partial<Budget>;
  readonly followers?: number;
  readonly joins?: boolean;
  readonly literal?: 'reads' | 'writes';
  readonly slowController?: boolean;
  readonly warmers?: boolean;
  readonly seenCounts?: boolean;
  readonly only?: (procedure: ProcedureName) => boolean;
}

const all: readonly ProcedureName[] = [
  'replace',
  'replace-paused',
  'replace-held',
  'introduce',
  'introduce-paused',
  'remove',
];

const hasOld = (procedure: ProcedureName): boolean => !procedure.startsWith('introduce');

/** Each by itself, on every procedure, with a turn at any point. */
const faults: readonly Fault[] = [
  { name: 'two processes that lag', followers: 2 },
  { name: 'a call that is given up', budget: { givenUps: 1 }, followers: 2, seenCounts: true },
  { name: 'a node that dies between table and cache', budget: { crashes: 1 }, followers: 2 },
  { name: 'a write around DAX', budget: { fallbacks: 1 }, followers: 2 },
  { name: 'a slow read', budget: { slowReads: 1 }, followers: 2 },
  {
    name: 'processes that warm slowly',
    budget: { slowReads: 1 },
    warmers: true,
    only: (procedure) => procedure !== 'remove',
  },
  { name: 'a process that is killed and comes again', budget: { kills: 1 }, followers: 2 },
  { name: 'a process that joins', joins: true },
  { name: 'a process that joins, and a controller whose look is old', joins: true, slowController: true },
  // Without an old cluster no counter of AWS shows who writes to the table itself: see the README.
  { name: 'a process that loses the ledger and goes on', budget: { losses: 1 }, followers: 2, only: hasOld },
  { name: 'one that never follows and reads', literal: 'reads', only: hasOld },
  { name: 'one that never follows and only writes', literal: 'writes', only: hasOld },
  { name: 'a second attempt', budget: { attempts: 1, turns: 2 } },
];

const run = (fault: Fault, procedure: ProcedureName, budget: Partial<Budget>): Scenario => ({
  name: `${procedure}: ${fault.name}`,
  procedure,
  followers: fault.followers ?? 1,
  ...(fault.joins ? { joins: true } : {}),
  ...(fault.seenCounts ? { seenCounts: true } : {}),
  ...(fault.literal ? { literal: fault.literal } : {}),
  ...(fault.warmers ? { warmers: true } : {}),
  ...(fault.slowController ? { slowController: true } : {}),
  budget: { ...noFaults, turns: 1, ...fault.budget, ...budget },
});

const onAll = (budget: Partial<Budget>): readonly Scenario[] =>
  faults.flatMap((fault) =>
    all.filter((procedure) => fault.only?.(procedure) ?? true).map((procedure) => run(fault, procedure, budget)),
  );

/** For every test run: one write, and the larger of them with one process or procedure less, so that all together take seconds. */
export const shortRuns: readonly Scenario[] = onAll({})
  .filter(({ joins, budget, procedure }) => {
    if (joins) return procedure === 'introduce-paused';
    if (budget.attempts > 0) return procedure === 'replace-held' || procedure === 'replace';
    return budget.kills + budget.slowReads === 0 || procedure === 'replace';
  })
  .map((scenario) => {
    const { kills, losses } = scenario.budget;
    const isLarge = kills > 0 || scenario.joins === true;
    return {
      ...scenario,
      followers: kills + losses > 0 ? 1 : scenario.followers,
      budget: { ...scenario.budget, writes: scenario.followers > 1 || isLarge ? 1 : 2 },
    };
  });

/** For `npm run explore:handover`: minutes. */
export const longRuns: readonly Scenario[] = [
  ...onAll({}),
  ...onAll({ writes: 3 }).filter(({ name }) => /two processes|dies between|never follows/.test(name)),
];
