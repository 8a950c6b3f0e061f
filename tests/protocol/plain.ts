import type { Change } from '../../shared/ledger';
import type { Interned } from './interned';
import { indexOf } from './names';
import { hasEnded, type Proc, unmarked, type World, withProc } from './world';

/** The same state without what makes no difference any more. */
export class Plain {
  readonly #referenced = new Map<string, ReadonlySet<number>>();

  constructor(readonly interned: Interned) {}

  of(world: World): World {
    return this.#plain(this.#tidied(this.#unfenced(world)));
  }

  /** Whether handlers of an ended execution may be alive matters only while something names it. */
  #tidied(world: World): World {
    const named = this.#named(world);
    const isLoose = (proc: Proc, index: number) =>
      hasEnded(proc) &&
      !proc.settled &&
      !named.has(index) &&
      !world.events.includes(index) &&
      world.zombies.every((one) => one.proc !== index);
    if (!world.procs.some(isLoose)) return world;
    let tidy = world;
    world.procs.forEach((proc, index) => {
      if (isLoose(proc, index)) {
        tidy = unmarked(withProc(tidy, index, { settled: true, status: 'SUCCEEDED' }), `e${index}`);
      }
    });
    return tidy;
  }

  /** Numbers that nothing will be compared with any more are all the same. */
  #plain(world: World): World {
    const { wakes } = world;
    const isApplying =
      world.zombies.some((one) => this.#hasLooked(one.cont)) || world.procs.some((proc) => this.#hasLooked(proc.cont));
    return {
      ...world,
      ...(!isApplying && { version: 0, lastLook: -1 }),
      // Where tasks may fail, an older look answers those before it, and a failure the rest.
      ...(!this.interned.mayFail && {
        covered: world.covered === wakes ? wakes : 0,
        procs: world.procs.map((proc) => (proc.look < 0 || proc.look === wakes ? proc : { ...proc, look: -1 })),
      }),
    };
  }

  /** An attempt that may lead to a call on what was seen. */
  #hasLooked(cont: number): boolean {
    if (cont < 0) return false;
    const { attempt, responses } = this.interned.cont(cont);
    return attempt.fn === 'apply' || (attempt.fn === 'observe' && responses.length > 1);
  }

  /** An intent that is over is a fence against late attempts of its own execution; without any, it is as good as none. */
  #unfenced(world: World): World {
    const change = this.interned.item(world.target)?.change as Change | undefined;
    if (change === undefined || change.state === 'intended') return world;
    const author = indexOf(change.execution);
    if (world.procs[author]?.status === 'RUNNING' || world.zombies.some((one) => one.proc === author)) return world;
    return { ...world, target: this.interned.withoutChange(world.target) };
  }

  /** The executions that an item names. */
  #named(world: World): ReadonlySet<number> {
    const key = `${world.target} ${world.account}`;
    const known = this.#referenced.get(key);
    if (known !== undefined) return known;
    const text = JSON.stringify([this.interned.item(world.target), this.interned.item(world.account)]);
    const named = new Set([...text.matchAll(/arn:x(\d+)/g)].map(([, index]) => Number(index)));
    this.#referenced.set(key, named);
    return named;
  }
}
