import { maxCrashes } from '../../shared/flow/crash-limit';
import { allCells, type Cell, cellText } from './fault-cells';
import { Random } from './random';

export interface Wake {
  readonly atMs: number;
  readonly target: TargetName;
  /** What the load needs from then on. */
  readonly need: Need;
  /** Delays of the executions that it starts: none where a later wake-up is to arrive first, two where it is delivered twice. */
  readonly delaysMs: readonly number[];
  readonly plan: boolean;
}

export interface Need {
  readonly nodes: number;
  readonly mode: 'provisioned' | 'on-demand';
}

export const targetNames = ['t', 'u'] as const;
export type TargetName = (typeof targetNames)[number];

export interface PlannedFault {
  readonly cell: Cell;
  /** Calls that it lets pass. */
  readonly skip: number;
  readonly count: number;
}

/** Everything that is drawn beforehand; what is left to the run itself comes from `random`, seeded too. */
export interface Plan {
  readonly seed: number;
  readonly wakes: readonly Wake[];
  readonly faults: readonly PlannedFault[];
  readonly stops: readonly { readonly execution: number; readonly afterMs: number }[];
  readonly duplicateEvents: boolean;
  /** Failures in a row that came before: HandOver tells of the fifth, which no six wake-ups lead to by chance. */
  readonly crashes: number;
  readonly random: Random;
}

const cells = allCells();
const rightsize = cells.filter(({ machine }) => machine === 'rightsize');

/** Schedule `seed`: the cells of the matrix take turns, so that equal numbers of schedules aim at each. */
export function planOf(seed: number): Plan {
  const random = new Random(seed);
  const focus = cells[seed % cells.length];
  if (focus === undefined) throw new Error('the matrix is empty');
  const spacingMs = random.pick([0, 2_000, 60_000, 15 * 60_000]);
  const count = focus.state === 'HandOver' ? random.between(3, 6) : random.between(1, 3);
  const twoTargets = random.chance(0.3);
  const wakes = Array.from({ length: count }, (_, index): Wake => wakeOf(random, index, spacingMs, twoTargets));
  const more = random.pick([0, 0, 1, 2]);
  const faults = [
    ...way(random, focus),
    faultOf(random, focus, random.pick([0, 0, 0, 1, 2])),
    ...Array.from({ length: more }, () => faultOf(random, random.pick(rightsize), random.below(3))),
  ];
  const stops = Array.from({ length: random.pick([0, 0, 0, 1, 2]) }, () => ({
    execution: random.below(4),
    afterMs: random.chance(0.5) ? random.below(3_000) : random.below(15 * 60_000),
  }));
  const crashes = focus.state === 'HandOver' && focus.operation === 'sns:Publish' ? maxCrashes - 1 : 0;
  return { seed, wakes, faults, stops, duplicateEvents: random.chance(0.2), crashes, random };
}

function wakeOf(random: Random, index: number, spacingMs: number, twoTargets: boolean): Wake {
  const delay = () => (random.chance(0.25) ? random.below(120_000) : random.below(500));
  return {
    atMs: index * spacingMs + random.below(1_000),
    target: twoTargets ? random.pick(targetNames) : 't',
    need: { nodes: random.between(3, 9), mode: random.chance(0.3) ? 'provisioned' : 'on-demand' },
    delaysMs: random.chance(0.25) ? [delay(), delay()] : [delay()],
    plan: random.chance(0.05),
  };
}

/** One that has an end: the longest outlasts a task's retries. Whatever kills an execution does so once. */
function faultOf(random: Random, cell: Cell, skip: number): PlannedFault {
  const once = cell.fault.kind === 'stop';
  return { cell, skip, count: once ? 1 : random.pick([1, 1, 1, 2, 3, 8]) };
}

/** Some tasks are only reached when something went wrong before. */
function way(random: Random, { machine, state, operation }: Cell): readonly PlannedFault[] {
  const before = ({ fault }: Cell): boolean => fault.kind === 'error' && fault.error.name.includes('ResourceNotFound');
  const failing = () => ({
    cell: random.pick(rightsize.filter((cell) => before(cell) && ['Observe', 'Apply', 'Decide'].includes(cell.state))),
    skip: 0,
    count: 8,
  });
  const killing = (count: number) => ({
    cell: random.pick(
      rightsize.filter(({ fault, ...cell }) => fault.kind === 'stop' && cell.operation === 'lambda:Invoke'),
    ),
    skip: 0,
    count,
  });
  if (machine === 'recovery') return [killing(operation === 'sns:Publish' ? 6 : 1)];
  switch (state) {
    case 'RecordFailure':
      return [failing()];
    case 'HandOver':
      return operation === 'sns:Publish' ? [{ ...failing(), count: 60 }] : [failing()];
    case 'Admit':
      return operation === 'states:DescribeExecution' ? [killing(1)] : [];
    default:
      return [];
  }
}

/** Strikes calls as planned and remembers which cells were struck. */
export class Faults {
  readonly struck: Cell[] = [];
  readonly #entries: { readonly fault: PlannedFault; passed: number; fired: number }[];
  #on = true;

  constructor(plan: Plan) {
    this.#entries = plan.faults.map((fault) => ({ fault, passed: 0, fired: 0 }));
  }

  stop(): void {
    this.#on = false;
  }

  get areOver(): boolean {
    return !this.#on;
  }

  strike(machine: string, state: string, operation: string): Cell | undefined {
    if (!this.#on) return undefined;
    for (const entry of this.#entries) {
      const { cell, skip, count } = entry.fault;
      if (cell.machine !== machine || cell.state !== state || cell.operation !== operation) continue;
      if (entry.passed < skip) {
        entry.passed += 1;
      } else if (entry.fired < count) {
        entry.fired += 1;
        this.struck.push(cell);
        return cell;
      }
    }
    return undefined;
  }
}

export function planText({ seed, wakes, faults, stops, duplicateEvents, crashes }: Plan): string {
  return [
    `seed ${seed}`,
    ...wakes.map(
      ({ atMs, target, need, delaysMs, plan }) =>
        `wake ${target} at ${atMs} ms for ${need.nodes} nodes, ${need.mode}${plan ? ', plan only' : ''}, delays ${delaysMs}`,
    ),
    ...faults.map(({ cell, skip, count }) => `fault ${cellText(cell)}, after ${skip}, ${count} times`),
    ...stops.map(({ execution, afterMs }) => `stop execution ${execution} after ${afterMs} ms`),
    ...(duplicateEvents ? ['status events come twice'] : []),
    ...(crashes > 0 ? [`${crashes} failures in a row came before`] : []),
  ].join('\n');
}
