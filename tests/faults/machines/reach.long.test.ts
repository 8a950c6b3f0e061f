import type { Cell } from '../fault-cells';
import { playHandOver } from './hand-over';
import { handOverCells } from './hand-over-plan';
import type { Play } from './played';
import { playReview } from './review';
import { reviewCells } from './review-plan';

beforeEach(() => {
  jest.spyOn(console, 'warn').mockImplementation(() => {});
});

const callOf = ({ machine, state, operation }: Cell): string => `${machine} ${state} ${operation}`;
/** A fault strikes whenever its call is made, but for what AWS would not say of this very call. */
const isDenial = ({ fault }: Cell): boolean =>
  fault.kind === 'error' && ['ClusterNotFoundFault', 'ExecutionDoesNotExist'].includes(fault.error.name);

/** One cell of every call of every task, and each that depends on more than its call. */
function seedsOf(cells: readonly Cell[]): readonly (readonly [string, number])[] {
  const calls = new Set<string>();
  return cells.flatMap((cell, index) => {
    const isFirst = !calls.has(callOf(cell));
    calls.add(callOf(cell));
    const name = cell.fault.kind === 'error' ? cell.fault.error.name : cell.fault.kind;
    return isFirst || isDenial(cell) ? [[`${callOf(cell)} ${name}`, 2 * index] as const] : [];
  });
}

const reaches = async (play: Play, cells: readonly Cell[], seed: number): Promise<void> => {
  const { struck, violations } = await play(seed);

  expect(struck).toContain(cells[seed / 2]);
  expect(violations).toEqual([]);
};

test.each(seedsOf(handOverCells))(
  'no cell is out of reach: %s',
  (_, seed) => reaches(playHandOver, handOverCells, seed),
  60_000,
);

test.each(seedsOf(reviewCells))(
  'no cell is out of reach: %s',
  (_, seed) => reaches(playReview, reviewCells, seed),
  60_000,
);
