import { type Policy, type Span, spanAt } from '../../targets';
import type { Evidence, History, Veto } from '../decision';
import type { ClusterState } from '../snapshot';
import { maintenanceSpanAt } from './maintenance-window';
import { type NarrowedPolicy, narrowedPolicy } from './narrowed-policy';

/** What forbids changes at an instant, whatever the readings say. */
export interface Rails extends NarrowedPolicy {
  /** Nothing is taken away. */
  readonly noScaleIn?: RailSpan;
  /** Closed to changes. */
  readonly closed?: RailSpan & { readonly allow: 'scale-out' | 'nothing' };
  readonly maintenance?: RailSpan;
  readonly vetoes: readonly Veto[];
  readonly maxUsdPerMonth?: number;
}

export interface RailSpan extends Span {
  readonly reason?: string | undefined;
}

export function railsAt(policy: Policy, cluster: ClusterState | undefined, history: History, nowMs: number): Rails {
  const narrowed = narrowedPolicy(policy, history, nowMs);
  const noScaleIn = inForce(policy.noScaleIn, nowMs)[0];
  const calendar = inForce(policy.changeCalendar, nowMs);
  const closed = calendar.find(({ allow }) => allow === 'nothing') ?? calendar[0];
  const { maintenance, warnings } = maintenanceAt(policy, cluster, nowMs);
  const { maxUsdPerMonth } = policy.budget;
  return {
    ...narrowed,
    warnings: [...narrowed.warnings, ...warnings],
    vetoes: (history.vetoes ?? []).filter(({ untilMs }) => nowMs < untilMs),
    ...(noScaleIn === undefined ? {} : { noScaleIn }),
    ...(closed === undefined ? {} : { closed }),
    ...(maintenance === undefined ? {} : { maintenance }),
    ...(maxUsdPerMonth === undefined ? {} : { maxUsdPerMonth }),
  };
}

function inForce<W extends Policy['noScaleIn'][number]>(windows: readonly W[], nowMs: number): readonly (W & Span)[] {
  return windows.flatMap((window) => {
    const span = spanAt(window, nowMs);
    return span === undefined ? [] : [{ ...window, ...span }];
  });
}

function maintenanceAt(
  policy: Policy,
  cluster: ClusterState | undefined,
  nowMs: number,
): { readonly maintenance?: RailSpan; readonly warnings: readonly string[] } {
  const text = cluster?.maintenanceWindow;
  if (policy.maintenanceWindow === 'ignore' || text === undefined) return { warnings: [] };
  const span = maintenanceSpanAt(text, nowMs);
  if (span === undefined) return { warnings: [] };
  if (span === 'unreadable')
    return { warnings: [`the maintenance window "${text}" is not understood and not respected`] };
  return { maintenance: span, warnings: [] };
}

/** A line for each rail that is in force, whether it decides anything or not. */
export function railEvidence(rails: Rails): readonly Evidence[] {
  const { floor, override, noScaleIn, closed, maintenance, vetoes, maxUsdPerMonth } = rails;
  const rows = [
    floor === undefined ? [] : [['floor', `at least ${floor.nodes} nodes ${spanText(floor)}`]],
    override === undefined ? [] : [['override', overrideText(rails)]],
    noScaleIn === undefined ? [] : [['noScaleIn', `nothing is taken away ${spanText(noScaleIn)}`]],
    closed === undefined ? [] : [['changeCalendar', `closed to changes ${spanText(closed)}`]],
    maintenance === undefined ? [] : [['maintenanceWindow', `the cluster's own ${spanText(maintenance)}`]],
    vetoes.map((veto) => ['veto', `${veto.kind} of ${veto.resource} to ${veto.to} until ${iso(veto.untilMs)}`]),
    maxUsdPerMonth === undefined ? [] : [['budget', `at most $${maxUsdPerMonth} a month`]],
  ] as readonly (readonly (readonly [string, string])[])[];
  return rows.flat().map(([reading, text]) => ({ reading, kind: 'value', verdict: 'info', text }));
}

export function overrideText({ override }: Pick<Rails, 'override'>): string {
  if (override === undefined) return '';
  const { by, reason, untilMs, hold, nodes, billingMode } = override;
  const wants = [
    ...(hold === true ? ['no change'] : []),
    ...(nodes?.min === undefined ? [] : [`at least ${nodes.min} nodes`]),
    ...(nodes?.max === undefined ? [] : [`at most ${nodes.max} nodes`]),
    ...(billingMode === undefined ? [] : [`tables ${billingMode}`]),
  ].join(', ');
  return `${by} wants ${wants || 'nothing'} until ${iso(untilMs)} (${reason})`;
}

export function spanText({ fromMs, toMs, reason }: RailSpan): string {
  return `from ${iso(fromMs)} to ${iso(toMs)}${reason === undefined ? '' : ` (${reason})`}`;
}

const iso = (atMs: number): string => new Date(atMs).toISOString();
