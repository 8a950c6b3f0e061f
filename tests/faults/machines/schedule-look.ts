import { takeTurn } from '../../../shared/flow/account-turn';
import { admit } from '../../../shared/flow/admit';
import { type Flow, maxRounds } from '../../../shared/flow/flow';
import { handOver } from '../../../shared/flow/hand-over';
import { release } from '../../../shared/flow/release';
import type { Attempt } from './attempt';
import { handOverPorts } from './hand-over-ports';
import type { HandOverWorld } from './hand-over-world';
import type { StatesRun } from './states-run';

const me = 'arn:rightsize:schedule';
const attempt: Attempt = {
  execution: me,
  machine: 'replace-cluster',
  state: 'look',
  alive: true,
  heard: false,
  fail: () => {},
};

/** What an execution of `rightsize` does around its look, without faults: it takes over what a dead one left. */
export async function lookOfSchedule(
  run: StatesRun,
  world: HandOverWorld,
  successor: (input: unknown) => string,
): Promise<void> {
  await run.clock.advance(world.turnHeldForMs + 60_000);
  const { flow } = handOverPorts(run, world, attempt, successor);
  const direct: Flow = {
    ...flow,
    ledger: world.ledger,
    ports: {
      ...flow.ports,
      executions: { describe: (arn) => world.statusOf(arn), start: async (input) => successor(input) },
    },
  };
  const now = new Date(run.clock.now()).toISOString();
  const head = { schemaVersion: 1, execution: me, now, input: { target: 'products' } } as const;
  const admission = await admit(direct, { ...head, step: 'admit', resume: null });
  if (admission.kind !== 'admitted') {
    run.violate(`lock left: the schedule is answered ${admission.kind}`);
    return;
  }
  await takeTurn(direct, { execution: me, target: 'products', attempt: me, nowMs: run.clock.now() });
  const ends = { ...head, target: 'products', ended: 'well' } as const;
  const left = await release(direct, { ...ends, step: 'release', seen: admission.seen, round: maxRounds });
  if (left.kind !== 'released') await handOver(direct, { ...ends, step: 'hand-over' });
}
