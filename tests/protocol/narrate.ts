import type { Interned } from './interned';
import type { Model } from './model';
import type { Move } from './move';
import type { Call } from './replay';
import type { World } from './world';

/** For people: what a move does. */
export function describe(
  world: World,
  move: Move,
  { interned, scenario }: Pick<Model, 'interned' | 'scenario'>,
): string {
  switch (move.kind) {
    case 'wake':
      return `wake-up ${world.wakes + 1}: the load needs ${scenario.needs[world.wakes]} nodes; its execution x${world.procs.length} starts`;
    case 'duplicate':
      return `the status event of execution x${move.event} arrives once more; recovery x${world.procs.length} starts`;
    case 'zombie': {
      const zombie = world.zombies.find((one) => one.id === move.zombie);
      return `late attempt of execution x${zombie?.proc}: ${pendingText(interned, zombie?.cont ?? -1)}`;
    }
    default: {
      const proc = world.procs[move.proc];
      const where = proc === undefined || proc.stop < 0 ? null : interned.stop(proc.stop).stop;
      const state = where === null || where.kind === 'ended' ? '' : where.state;
      const what = move.kind === 'elapse' ? 'the wait is over' : pendingText(interned, proc?.cont ?? -1);
      const says = {
        act: what,
        lose: `${what}, ANSWER LOST`,
        late: `GIVEN UP before ${what}; the attempt lives on`,
        complete: 'the task completes',
        elapse: what,
        stop: `STOPPED from outside; recovery x${world.procs.length} starts`,
      }[move.kind];
      return `execution x${move.proc} at ${state}: ${says}`;
    }
  }
}

function pendingText(interned: Interned, cont: number): string {
  if (cont < 0) return '';
  const { pending, attempt } = interned.cont(cont);
  if (pending.kind !== 'call') return pending.kind;
  const { call } = pending;
  return `${attempt.fn}: ${call.port === 'update' ? updateText(call) : JSON.stringify(call)}`;
}

function updateText({ update }: Call & { readonly port: 'update' }): string {
  const { set, setIfAbsent, increment, remove, when } = update;
  const what = Object.entries({ set, setIfAbsent, increment, remove }).filter(([, value]) => value !== undefined);
  const condition = when === undefined ? '' : ` if ${JSON.stringify(when)}`;
  return `update ${update.key.pk} ${JSON.stringify(Object.fromEntries(what))}${condition}`;
}
