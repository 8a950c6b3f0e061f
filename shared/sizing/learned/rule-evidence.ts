import { actionText } from '../action-text';
import type { Decision, Evidence, History } from '../decision';
import { variantText } from './cluster-variants';
import { tableRuleText } from './table-rule';

export type DecidedBy = 'learned' | 'bands';

/** Which rule decided about a cluster or table that there is a learned one of; nothing for one that there is none of. */
export function ruleEvidence(
  resource: { readonly kind: 'cluster' | 'table'; readonly name: string },
  history: History,
  decidedBy: DecidedBy,
): readonly Evidence[] {
  const rule = resource.kind === 'cluster' ? clusterRule(history) : tableRule(history, resource.name);
  if (rule === undefined) return [];
  const text =
    decidedBy === 'learned'
      ? `${resource.name}: decided by the rule learned from ${rule}`
      : `${resource.name}: decided by the bands; the rule learned from ${rule} cannot judge this`;
  return [{ ...aboutRules(text), ...(resource.kind === 'table' && { resource: resource.name }) }];
}

/** A decision by the bands, with what the learned rules would do. */
export function withAdvice(acted: Decision, advised: Decision): Decision {
  const agreed = JSON.stringify(acted.action) === JSON.stringify(advised.action);
  const wish = advised.action === null ? 'change nothing' : actionText(advised.action);
  const text = agreed
    ? 'decided by the bands; the learned rules agree'
    : `decided by the bands; the learned rules: ${wish} (${advised.reasonCodes.join(', ')})`;
  return { ...acted, evidence: [...acted.evidence, aboutRules(text)] };
}

export const aboutRules = (text: string): Evidence => ({ reading: 'rule', kind: 'value', verdict: 'info', text });

function clusterRule({ learned }: History): string | undefined {
  const champion = learned?.cluster;
  return champion && `${champion.daysSeen} days (${variantText(champion.variant)})`;
}

function tableRule({ learned }: History, name: string): string | undefined {
  const tables = learned?.tables ?? {};
  const champion = Object.hasOwn(tables, name) ? tables[name] : undefined;
  return champion && `${champion.daysSeen} days (${tableRuleText(champion)})`;
}
