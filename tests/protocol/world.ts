/** Entered time of every state; time does not pass. */
export const now = '2026-11-24T12:00:00.000Z';

/**
 * One state of everything: the two items of the ledger, the cluster, the executions with their attempts, and what may still go
 * wrong. Plain numbers; items, machine states and attempts are numbered by the tables of `Interned`.
 */
export interface World {
  readonly target: number;
  readonly account: number;
  /** Nodes now; `to` while the cluster is being changed, else 0. */
  readonly size: number;
  readonly to: number;
  /** Counts the changes that took effect. */
  readonly version: number;
  /** Nodes that the load needs, as the last wake-up set it. */
  readonly need: number;
  readonly wakes: number;
  /** The newest wake-up that an execution looked at and ended well after. */
  readonly covered: number;
  /** Wake-ups whose own execution failed, which is an answer too: one bit each. */
  readonly excused: number;
  /** Who looked last, holding the target; -1 for nobody. */
  readonly lastLook: number;
  /** The last look ended in a hold that the schedule is there for: cluster or account were busy in all rounds. */
  readonly deferred: boolean;
  readonly procs: readonly Proc[];
  readonly zombies: readonly Zombie[];
  /** Status events that may come once more, by the index of the ended execution. */
  readonly events: readonly number[];
  readonly budget: Budget;
}

/** What may still go wrong. */
export interface Budget {
  readonly stops: number;
  readonly losses: number;
  readonly lates: number;
  readonly duplicates: number;
}

/** An execution of one of the two machines. Its ARN is its index; those of the wake-ups come first. */
export interface Proc {
  readonly machine: 'rightsize' | 'recovery';
  readonly status: 'UNBORN' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  /** Where the machine stands; -1 once it has ended. */
  readonly stop: number;
  /** The attempt that the machine listens to; -1 if it waits or has ended. */
  readonly cont: number;
  /** A queued attempt has no time limit, one that has begun lives for the handler's time-out. */
  readonly begun: boolean;
  /** While it waits: who had begun or ended before, see `Mark`. The wait is over when none of them acts any more. */
  readonly wait: readonly Mark[];
  /** Wake-ups that had happened when it looked last; -1 before that. */
  readonly look: number;
  /** The wake-ups that are answered if it fails, one bit each; 0 where no task may fail. */
  readonly owes: number;
  /** Ended so long ago that none of its handlers is alive. */
  readonly settled: boolean;
}

/** An attempt that nobody listens to any more. It may go on, or not. */
export interface Zombie {
  readonly id: number;
  readonly proc: number;
  readonly cont: number;
  readonly begun: boolean;
}

/** `p3`: the attempt of execution 3. `z1`: zombie 1. `e2`: the end of execution 2. */
export type Mark = `${'p' | 'z' | 'e'}${number}`;

/** All of a state but what may still go wrong. */
export function keyOf(world: World): string {
  let key = `${world.target} ${world.account} ${world.size} ${world.to} ${world.version} ${world.need} ${world.wakes} ${world.covered} ${world.lastLook}${world.deferred ? 'b' : ''}${world.excused > 0 ? `f${world.excused}` : ''}`;
  for (const p of world.procs) {
    key += `|${p.machine[2]}${p.status[0]}${p.stop},${p.cont},${p.begun ? 1 : 0}${p.settled ? 1 : 0}${p.look}${p.owes > 0 ? `o${p.owes}` : ''}${p.wait.join('')}`;
  }
  for (const z of world.zombies) key += `/${z.id},${z.proc},${z.cont},${z.begun ? 1 : 0}`;
  return `${key}!${world.events.join()}`;
}

export const budgetKey = ({ stops, losses, lates, duplicates }: Budget): string =>
  `${stops}${losses}${lates}${duplicates}`;

/** Every budget that allows as much or more, within the whole one. The same one is the first. */
export function budgetsAbove(budget: Budget, whole: Budget): readonly string[] {
  const above: string[] = [];
  for (let stops = budget.stops; stops <= whole.stops; stops += 1)
    for (let losses = budget.losses; losses <= whole.losses; losses += 1)
      for (let lates = budget.lates; lates <= whole.lates; lates += 1)
        for (let duplicates = budget.duplicates; duplicates <= whole.duplicates; duplicates += 1)
          above.push(budgetKey({ stops, losses, lates, duplicates }));
  return above;
}

export const unborn = (machine: Proc['machine']): Proc => ({
  machine,
  status: 'UNBORN',
  stop: -1,
  cont: -1,
  begun: false,
  wait: [],
  look: -1,
  owes: 0,
  settled: true,
});

/** The bits of the wake-ups from the first to this one. */
export const bitsTo = (wake: number): number => 2 ** (wake + 1) - 2;

export const hasEnded = ({ status }: Proc): boolean => status !== 'UNBORN' && status !== 'RUNNING';

export const isOver = (proc: Proc | undefined): boolean => proc !== undefined && hasEnded(proc) && proc.settled;

export const isUnsettled = (proc: Proc | undefined): boolean => proc !== undefined && hasEnded(proc) && !proc.settled;

/** But for attempts that nobody listens to. */
export const hasSameThings = (one: World, other: World): boolean =>
  one.target === other.target &&
  one.account === other.account &&
  one.size === other.size &&
  one.to === other.to &&
  one.procs === other.procs;

export function withProc(world: World, index: number, parts: Partial<Proc>): World {
  return { ...world, procs: world.procs.map((proc, at) => (at === index ? { ...proc, ...parts } : proc)) };
}

export function unmarked(world: World, mark: Mark): World {
  if (world.procs.every((proc) => !proc.wait.includes(mark))) return world;
  return { ...world, procs: world.procs.map((proc) => ({ ...proc, wait: proc.wait.filter((one) => one !== mark) })) };
}

/** Everything that this wait will outlive. */
export function marksOf(world: World, self: number): readonly Mark[] {
  const marks: Mark[] = [];
  world.procs.forEach((proc, index) => {
    if (index === self || proc.machine !== 'rightsize') return;
    if (proc.status === 'RUNNING' && proc.begun) marks.push(`p${index}`);
    if (hasEnded(proc) && !proc.settled) marks.push(`e${index}`);
  });
  return [...marks, ...world.zombies.filter((one) => one.begun).map((one): Mark => `z${one.id}`)];
}

export function at<Thing>(things: readonly Thing[], index: number): Thing {
  const thing = things[index];
  if (thing === undefined) throw new Error(`there is no number ${index}`);
  return thing;
}
