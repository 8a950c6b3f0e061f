import type { LedgerStore } from '../ledger';
import type { ParsedRequest } from '../request/request';
import type { Decision, History, Snapshot } from '../sizing';
import type { Policy, Target } from '../targets';
import { FlowError } from './flow-error';
import type { Ports } from './ports';

/** What the steps work with. */
export interface Flow {
  readonly ports: Ports;
  readonly ledger: LedgerStore;
  readonly parse: (input: unknown) => ParsedRequest;
  readonly decide: (snapshot: Snapshot, policy: Policy, history: History, nowMs: number) => Decision;
  /**
   * How long a handler can live (30 s, its time-out), in seconds of the machine's clock: after a wait of this length nothing that
   * had begun before it can still call AWS. Default 30; a platform whose clock runs faster multiplies it.
   */
  readonly settleSeconds: number;
}

/** Looks at one target in one execution. */
export const maxRounds = 3;

export function declaredTarget(flow: Pick<Flow, 'ports'>, name: string): Target {
  const targets = flow.ports.config.targets;
  const target = Object.hasOwn(targets, name) ? targets[name] : undefined;
  if (target === undefined) {
    throw new FlowError('flow.undeclared-target', `${name} is not declared any more: it was when the execution began`);
  }
  return target;
}
