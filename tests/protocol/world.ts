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

export function keyOf(world: World): string {
  const { budget } = world;
  let key = `${world.target} ${world.account} ${world.size} ${world.to} ${world.version} ${world.need} ${world.wakes} ${world.covered} ${world.lastLook}${world.deferred ? 'b' : ''} ${budget.stops}${budget.losses}${budget.lates}${budget.duplicates}`;
  for (const p of world.procs) {
    key += `|${p.machine[2]}${p.status[0]}${p.stop},${p.cont},${p.begun ? 1 : 0}${p.settled ? 1 : 0}${p.look}${p.wait.join('')}`;
  }
  for (const z of world.zombies) key += `/${z.id},${z.proc},${z.cont},${z.begun ? 1 : 0}`;
  return `${key}!${world.events.join()}`;
}
