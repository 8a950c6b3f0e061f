import pc from 'picocolors';
import {
  type Action,
  type Evidence,
  grouped,
  type Option,
  type ReasonCode,
  rangeText,
  reasonCodes,
  actionText as sentence,
} from '../shared/sizing';
import { colourVerdict, quantity, renderTable, usd } from './output';

/** What `plan`, `run`, `explain` and the demo show of a decision. */
export interface ShownDecision {
  readonly target: string | null;
  readonly headline: string;
  readonly action: Action | null;
  readonly reasonCodes: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly warnings: readonly string[];
  readonly costUsdPerMonth: { readonly before: number | null; readonly after: number | null };
  readonly chosen?: Option | undefined;
  readonly runnerUp?: Option | undefined;
  readonly marginUsdPerMonth?: number | undefined;
  readonly rejected?: readonly { readonly option: string; readonly reasonCode: string }[] | undefined;
  readonly text?: string | null;
}

export const actionText = (action: Action | null): string => {
  if (action === null) return 'change nothing';
  switch (action.kind) {
    case 'set-node-count':
      return `${action.cluster}: ${action.from} -> ${action.to} nodes`;
    case 'set-billing-mode':
      return `${action.table}: ${action.from} -> ${action.to}${
        action.throughput === undefined
          ? ''
          : ` (${grouped(action.throughput.read)} read, ${grouped(action.throughput.write)} write units)`
      }`;
    case 'replace-node-type':
      return `${action.cluster}: replace by ${action.nodes} x ${action.to} (now ${action.from})`;
    default:
      return sentence(action);
  }
};

const meaning = (code: string): string => (Object.hasOwn(reasonCodes, code) ? reasonCodes[code as ReasonCode] : '');

/** The unit stands beside the value; bytes may be in another one here. */
const bandText = ({ low, high, unit = '' }: Evidence): string => {
  const own = unit.startsWith('bytes') ? unit : '';
  if (low !== undefined && high !== undefined) return rangeText(low, high, own);
  if (high !== undefined) return `<= ${quantity(high, own)}`;
  return low === undefined ? '' : `>= ${quantity(low, own)}`;
};

const optionText = ({ name, costUsdPerMonth, missUsdPerMonth, changeUsdPerMonth }: Option): string => {
  const beside = [
    ...(missUsdPerMonth === undefined ? [] : [`misses ${usd(missUsdPerMonth)}`]),
    ...(changeUsdPerMonth === undefined ? [] : [`the way there ${usd(changeUsdPerMonth)}`]),
  ];
  return `${name} at ${usd(costUsdPerMonth)}${beside.length === 0 ? '' : ` (beside it ${beside.join(', ')})`}`;
};

export const renderDecision = (decision: ShownDecision): string => {
  const { costUsdPerMonth: cost } = decision;
  const evidence = decision.evidence.map((row) => [
    row.reading,
    row.value === undefined ? '-' : quantity(row.value, row.unit ?? ''),
    bandText(row),
    colourVerdict(row.verdict),
    row.text,
  ]);
  const lines = [
    `${pc.bold(decision.headline)}  ${actionText(decision.action)}`,
    ...decision.reasonCodes.map(
      (code) => `  because ${pc.bold(code)}${meaning(code) === '' ? '' : `: ${meaning(code)}`}`,
    ),
    ...(decision.text ? [`  ${decision.text}`] : []),
    ...(cost.before === null && cost.after === null
      ? []
      : [`  cost a month ${usd(cost.before)} -> ${usd(cost.after)}`]),
    ...(decision.chosen === undefined ? [] : [`  chosen ${optionText(decision.chosen)}`]),
    ...(decision.runnerUp === undefined
      ? []
      : [`  runner-up ${optionText(decision.runnerUp)}, margin ${usd(decision.marginUsdPerMonth)}`]),
    ...decision.warnings.map((warning) => pc.yellow(`  warning ${warning}`)),
    ...(evidence.length > 0
      ? [renderTable(['reading', 'value', 'band', 'verdict', 'evidence'], evidence, [16, 20, 12, 12, 58])]
      : []),
    ...((decision.rejected ?? []).length > 0
      ? [
          `  rejected ${(decision.rejected ?? []).map(({ option, reasonCode }) => `${option} (${reasonCode})`).join(', ')}`,
        ]
      : []),
  ];
  return lines.join('\n');
};
