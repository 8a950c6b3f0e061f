import { recordKey } from '../fleet';
import { readRecord } from '../handover';
import type { Config, Target } from '../targets';
import { declaredTarget, type Flow } from './flow';

export type ServingTarget =
  | { readonly kind: 'serves'; readonly target: Target }
  /** Who serves is about to change, or cannot be known: nothing is changed meanwhile. */
  | { readonly kind: 'held'; readonly target: Target; readonly text: string };

/**
 * The target with the cluster that serves it now. The declaration names the first one; after a hand-over the endpoint record names
 * another, or none. A target without a record has the declared one.
 */
export async function servingTarget(flow: Pick<Flow, 'ports' | 'ledger'>, name: string): Promise<ServingTarget> {
  const declared = declaredTarget(flow, name);
  const item = await flow.ledger.read(recordKey(name));
  if (item === undefined) return { kind: 'serves', target: declared };
  const reading = readRecord(item);
  if (reading.kind === 'refused')
    return {
      kind: 'held',
      target: declared,
      text: `the endpoint record of ${name} is not one: ${reading.problems.join('; ')}`,
    };
  const { phase, old, new: next, hold } = reading.record;
  const target = withCluster(declared, old);
  if (phase === 0 && hold !== true && next === null) return { kind: 'serves', target };
  return {
    kind: 'held',
    target,
    text: `${old ?? 'the table'} is being handed over to ${next ?? 'the table'} (phase ${phase})`,
  };
}

export function withCluster({ cluster: _declared, ...target }: Target, cluster: string | null): Target {
  return cluster === null ? target : { ...target, cluster };
}

/** All targets with the clusters that serve them now, for who asks whose a cluster is. */
export async function servingConfig(flow: Pick<Flow, 'ports' | 'ledger'>): Promise<Config> {
  const { config } = flow.ports;
  const names = Object.keys(config.targets);
  const serving = await Promise.all(names.map((name) => servingTarget(flow, name)));
  return { ...config, targets: Object.fromEntries(serving.map(({ target }) => [target.name, target])) };
}
