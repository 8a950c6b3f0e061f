import type { ClusterView } from '../cluster-view';
import type { Evidence } from '../decision';
import { rounded } from '../evidence';
import type { Outcome } from '../outcome';
import { grouped } from '../quantity-text';
import { adviceOf } from './access-advice';
import { worthOf } from './cluster-worth';
import { tooSmallFor } from './table-burden';

/** Cache and tables together: what the tables carry now and would have to, and what the cluster saves. */
export function jointEvidence(view: ClusterView): readonly Evidence[] {
  const { burden, cluster } = view;
  if (burden === undefined) return [];
  const { nowUnits, wholeUnits } = burden;
  const one =
    cluster.nodeCount > 1
      ? `the loss of one of ${cluster.nodeCount} nodes changes nothing, for each holds everything`
      : 'so it is with the loss of its only node';
  const worth = worthOf(view);
  return [
    {
      reading: 'tableReads',
      kind: nowUnits === 0 ? 'zero' : 'value',
      value: nowUnits,
      unit: 'read units/s',
      verdict: 'info',
      text: `the tables serve ${grouped(rounded(nowUnits))} read units/s; with the cluster down, removed or replaced by an empty one ${grouped(rounded(wholeUnits))}; ${one}; ${capacityText(view)}`,
    },
    ...(worth === undefined
      ? []
      : [
          {
            reading: 'clusterWorth',
            kind: 'value',
            value: worth.savedUsdPerMonth,
            unit: 'USD a month',
            high: worth.clusterUsdPerMonth,
            verdict: 'info',
            text: `the reads that the cluster saves would cost $${grouped(worth.savedUsdPerMonth)} a month, its nodes cost $${grouped(worth.clusterUsdPerMonth)}`,
          } as const,
        ]),
  ];
}

function capacityText({ burden }: ClusterView): string {
  const tables = burden?.tables ?? [];
  const unknown = tables.filter(({ carriesUnits }) => carriesUnits === undefined).map(({ name }) => name);
  const known = tables.flatMap(({ name, carriesUnits, wholeUnits }) =>
    carriesUnits === undefined ? [] : [`${name} takes ${grouped(carriesUnits)} of ${grouped(rounded(wholeUnits))}`],
  );
  const untold = unknown.length === 0 ? [] : [`what ${unknown.join(', ')} takes at once is not known`];
  return [...known, ...untold].join('; ');
}

/** The outcome with what is worth knowing whatever is decided: tables that could not carry the reads, and access patterns. */
export function withJointAdvice(view: ClusterView, outcome: Outcome): Outcome {
  const small = view.burden === undefined ? [] : tooSmallFor(view.burden);
  const advice = [
    ...small.map(({ name, carriesUnits, wholeUnits }) => ({
      code: 'table-cannot-carry' as const,
      text: `without the cluster ${name} would get ${grouped(rounded(wholeUnits))} read units/s and takes ${grouped(carriesUnits ?? 0)} at once`,
    })),
    ...adviceOf(view),
  ];
  if (advice.length === 0) return outcome;
  const codes = new Set(advice.map(({ code }) => code).filter((code) => !outcome.reasonCodes.includes(code)));
  return {
    ...outcome,
    reasonCodes: [...outcome.reasonCodes, ...codes],
    warnings: [...outcome.warnings, ...advice.map(({ text }) => text)],
  };
}
