import { meaningOf } from '../../shared/flow';
import type { DecisionRow } from '../../shared/ledger';
import { type Decision, type Evidence, quantityText, rangeText } from '../../shared/sizing';
import { usd } from '../output';
import { actionText } from '../render-decision';
import { decisionIn } from '../stored-decision';
import { answerForms } from './forms';
import { html, type Markup } from './markup';
import { dataTable } from './render-table';
import { ago, badge, figure, timeElement } from './words';

/** Newest first, as the ledger gives them. */
export const timeline = (name: string, rows: readonly DecisionRow[], nowMs: number): Markup =>
  rows.length === 0
    ? html`<p>No decision is recorded yet.</p>`
    : html`<ol class="timeline" aria-label="Decisions for ${name}, newest first">${rows.map((row) => entry(row, nowMs))}</ol>`;

const entry = (row: DecisionRow, nowMs: number): Markup => {
  const decision = decisionIn(row);
  const action = row.outcome === 'held' ? null : (decision?.action ?? null);
  const isPending = row.approval?.state === 'pending' && row.approval.expiresAtMs >= nowMs;
  return html`<li>
<p class="what"><b>${action === null ? 'Change nothing' : actionText(action)}</b> ${badge(row.outcome)}${isPending ? html` ${badge('waits for approval', 'warn')}` : ''}</p>
<p class="when">${timeElement(row.decidedAtMs)} (${ago(row.decidedAtMs, nowMs)})${cost(decision, action !== null)}</p>
<ul class="reasons">${row.reasonCodes.map((code) => html`<li><code>${code}</code> ${meaningOf(code)}</li>`)}</ul>
${isPending ? answerForms(row.decisionId, row.approval.expiresAtMs, actionText(action)) : approvalLine(row, nowMs)}
${evidence(row, decision)}
</li>`;
};

const cost = (decision: Decision | undefined, changes: boolean): Markup => {
  const { before = null, after = null } = decision?.costUsdPerMonth ?? {};
  if (before === null && after === null) return html``;
  const difference =
    changes && before !== null && after !== null && before !== after
      ? ` (${after < before ? 'saves' : 'costs'} ${usd(Math.abs(after - before))}${after < before ? '' : ' more'})`
      : '';
  return html`, ${changes ? `${usd(before)} to ${usd(after)}` : usd(before)} a month${difference}`;
};

const approvalLine = ({ approval }: DecisionRow, nowMs: number): Markup => {
  if (approval === undefined) return html``;
  if (approval.state === 'pending') {
    return html`<p>Nobody answered until ${timeElement(Math.min(approval.expiresAtMs, nowMs))}.</p>`;
  }
  const end = approval.state === 'used' || approval.state === 'lapsed' ? `: ${approval.text}` : '';
  return html`<p>${badge(approval.state)} answered by ${approval.by}, ${timeElement(approval.atMs)}${end}</p>`;
};

const evidence = (row: DecisionRow, decision: Decision | undefined): Markup => {
  if (decision === undefined) return html`<p class="when"><code>${row.decisionId}</code></p>`;
  const { chosen, runnerUp, marginUsdPerMonth, rejected, warnings } = decision;
  return html`<details id="evidence-${row.decisionId}"><summary>Evidence and options <span class="hidden">of ${row.decisionId}</span></summary>
<p><code>${row.decisionId}</code></p>
${warnings.map((warning) => html`<p class="warning">Warning: ${warning}</p>`)}
${dataTable(
  'What the decision was made from',
  [
    { title: 'Reading' },
    { title: 'Value', numeric: true },
    { title: 'Band' },
    { title: 'Verdict' },
    { title: 'Evidence' },
  ],
  decision.evidence.map((one) => [
    one.resource === undefined ? one.reading : `${one.reading} of ${one.resource}`,
    figure(one.value ?? (one.kind === 'zero' ? 0 : null), one.unit ?? ''),
    band(one),
    badge(one.verdict),
    one.text,
  ]),
)}
${chosen === undefined ? '' : html`<p>Chosen: ${chosen.name} at ${usd(chosen.costUsdPerMonth)} a month.</p>`}
${runnerUp === undefined ? '' : html`<p>Runner-up: ${runnerUp.name} at ${usd(runnerUp.costUsdPerMonth)}, margin ${usd(marginUsdPerMonth)}.</p>`}
${(rejected ?? []).length === 0 ? '' : html`<p>Rejected: ${rejected.map(({ option, reasonCode }) => `${option} (${reasonCode})`).join(', ')}.</p>`}
</details>`;
};

const band = ({ low, high, unit = '' }: Evidence): string => {
  if (low !== undefined && high !== undefined) return rangeText(low, high, unit);
  if (high !== undefined) return `at most ${quantityText(high, unit)}`;
  return low === undefined ? 'none' : `at least ${quantityText(low, unit)}`;
};
