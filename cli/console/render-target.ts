import { type Journal, phases } from '../../shared/handover';
import type { Frozen, TargetItem } from '../../shared/ledger';
import type { HealthRow } from '../../shared/sizing';
import type { Policy } from '../../shared/targets';
import type { Looked, TargetReadings, TargetView } from './console-view';
import { freezeForm } from './forms';
import { html, type Markup } from './markup';
import { charts } from './render-charts';
import { dataTable } from './render-table';
import { timeline } from './render-timeline';
import { ago, badge, figure, timeElement } from './words';

export const targetSection = (target: TargetView, nowMs: number): Markup => {
  const { name, readings, state, decisions, policy } = target;
  const overall = readings.kind === 'seen' ? readings.value.health.overall : 'unknown';
  return html`<section id="target-${name}" data-part="target-${name}" data-announce="${announcement(target, overall)}" aria-labelledby="heading-${name}">
<div class="title"><h2 id="heading-${name}">${name}</h2> ${badge(overall)}${frozenIn(state) ? html` ${badge('frozen')}` : ''}</div>
${readings.kind === 'seen' ? facts(readings.value) : unseen('Readings', readings)}
${stateLines(state, nowMs)}
${handOverLine(target, nowMs)}
${readings.kind === 'seen' ? html`${bands(name, readings.value, policy, nowMs)}${charts(name, readings.value, policy)}` : ''}
<h3>Decisions</h3>
${decisions.kind === 'seen' ? timeline(name, decisions.value, nowMs) : unseen('Decisions', decisions)}
${freezeForm({ kind: 'target', target: name }, frozenIn(state) !== undefined)}
</section>`;
};

export const unseen = (what: string, { why }: { readonly why: string }): Markup =>
  html`<p class="unseen">${badge('unknown')} ${what} could not be read: ${why}</p>`;

const frozenIn = (state: Looked<TargetItem>): Frozen | undefined =>
  state.kind === 'seen' ? state.value.frozen : undefined;

/** What a listener hears when it changes: no figures, which change all the time. */
const announcement = ({ name, state, decisions }: TargetView, overall: string): string => {
  const last = decisions.kind === 'seen' ? decisions.value[0] : undefined;
  const pending = last?.approval?.state === 'pending' ? ', waits for approval' : '';
  const busy = state.kind === 'seen' && state.value.owner !== undefined ? ', an execution is at work' : '';
  const lastly = last === undefined ? '' : `; last decision ${last.outcome}${pending}`;
  return `${name}: ${overall.replaceAll('-', ' ')}${frozenIn(state) ? ', frozen' : ''}${busy}${lastly}`;
};

const facts = ({ cluster, tables }: TargetReadings): Markup => html`<ul class="facts">
${cluster === null ? '' : html`<li>Cluster <b>${cluster.name}</b>: ${cluster.nodeCount} x ${cluster.nodeType}, ${cluster.status}</li>`}
${tables.map((table) => {
  const units =
    table.billingMode === 'on-demand'
      ? 'on demand'
      : `provisioned, ${figure(table.throughput.read, 'read')} and ${figure(table.throughput.write, 'write units')}`;
  return html`<li>Table <b>${table.name}</b>: ${units}, ${table.status}</li>`;
})}
</ul>`;

const stateLines = (state: Looked<TargetItem>, nowMs: number): Markup => {
  if (state.kind === 'unseen') return unseen('State', state);
  const { owner, admittedAt, frozen, override, crashes = 0, change } = state.value;
  return html`<ul class="facts">
${frozen === undefined ? '' : html`<li>Frozen ${timeElement(frozen.at)} by ${frozen.by} (${frozen.reason})</li>`}
${owner === undefined ? '' : html`<li>An execution is at work${admittedAt === undefined ? '' : html`, since ${timeElement(admittedAt)} (${ago(admittedAt, nowMs)})`}: <code>${owner.split(':').at(-1)}</code></li>`}
${change?.state === 'intended' ? html`<li>Change under way: ${change.kind} of ${change.resource} from ${String(change.from)} to ${String(change.to)}</li>` : ''}
${override === undefined || override.untilMs <= nowMs ? '' : html`<li>Override until ${timeElement(override.untilMs)} by ${override.by}: ${override.reason}</li>`}
${crashes === 0 ? '' : html`<li>${crashes} executions in a row ended without an answer</li>`}
</ul>`;
};

const handOverLine = ({ handOver }: TargetView, nowMs: number): Markup => {
  if (handOver.kind === 'unseen') return unseen('The endpoint record', handOver);
  if (handOver.value === undefined) return html``;
  const { record, journal } = handOver.value;
  const { phase, old, new: next, epoch, acknowledged, hold } = record;
  const settled =
    journal === undefined ? phase === 0 || (phase === 3 && acknowledged === true) : journal.ended !== undefined;
  const { reads, writes } = phases[phase];
  const named = (side: 'old' | 'new' | 'table') => (side === 'table' ? 'the table' : (record[side] ?? 'the table'));
  return html`<p class="hand-over">${badge(settled ? 'settled' : 'hand-over', settled ? 'quiet' : 'warn')} From ${old ?? 'no cluster'} to ${next ?? 'no cluster'}: phase ${phase} (${phases[phase].name}), epoch ${epoch}. Reads go to ${named(reads)}, writes ${hold === true ? 'are held' : `to ${named(writes)}`}.${journalText(journal, nowMs)}</p>`;
};

const journalText = (journal: Journal | undefined, nowMs: number): string => {
  if (journal === undefined) return '';
  const { stage, sinceMs, direction, turned, ended } = journal;
  const way = direction === 'back' ? `, on the way back${turned === undefined ? '' : `: ${turned}`}` : '';
  return ended === undefined ? ` Stage ${stage}, begun ${ago(sinceMs, nowMs)}${way}.` : ` It ended: ${ended}.`;
};

const bands = (name: string, { health, atMs }: TargetReadings, policy: Policy, nowMs: number): Markup =>
  dataTable(
    `Readings of ${name} against their bands, ${ago(atMs, nowMs)}`,
    [
      { title: 'Reading' },
      { title: 'Value', numeric: true },
      { title: 'Band' },
      { title: 'Verdict' },
      { title: 'Evidence' },
      { title: 'What helps' },
    ],
    health.rows.map((row) => [
      row.title,
      figure(row.value, row.unit),
      html`${row.target}${meter(row, policy)}`,
      badge(row.verdict),
      row.evidence,
      row.action,
    ]),
  );

/** The band and the value on a scale of 100; everything in it stands beside it in words. */
const meter = ({ metric, value }: HealthRow, { bands: all }: Policy): Markup => {
  const band = {
    cpu: all.cpuPercent,
    cacheMemory: all.cacheMemoryPercent,
    hitRate: { low: all.hitRatePercent.min, high: 100 },
  };
  if (value === null || !Object.hasOwn(band, metric)) return html``;
  const { low, high } = band[metric as keyof typeof band];
  return html`<svg class="meter" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="track" width="100" height="8"/><rect class="band" x="${low}" width="${high - low}" height="8"/><rect class="value" x="${Math.min(98.5, Math.max(0, value - 0.75))}" width="1.5" height="8"/></svg>`;
};
