import type { Veto } from '../sizing';

const hourMs = 3_600_000;
/** The first veto holds for an hour, each further one of the same option twice as long. */
export const firstVetoMs = hourMs;
export const longestVetoMs = 7 * 24 * hourMs;
/** A strike is remembered this long after its veto ended, so that the next one is longer. */
const rememberedMs = 30 * 24 * hourMs;
const most = 20;

export type VetoedOption = Pick<Veto, 'kind' | 'resource' | 'to'>;

/** The list with one more strike against an option. */
export function withVeto(vetoes: readonly Veto[], option: VetoedOption, nowMs: number): readonly Veto[] {
  const before = vetoes.find((one) => isSame(one, option));
  const strikes = (before?.strikes ?? 0) + 1;
  const lengthMs = Math.min(longestVetoMs, firstVetoMs * 2 ** (strikes - 1));
  const others = vetoes.filter((one) => !isSame(one, option) && one.untilMs + rememberedMs > nowMs);
  const { kind, resource, to } = option;
  return [{ kind, resource, to, untilMs: nowMs + lengthMs, strikes }, ...others].slice(0, most);
}

export const activeVetoes = (vetoes: readonly Veto[], nowMs: number): readonly Veto[] =>
  vetoes.filter((one) => one.untilMs > nowMs);

const isSame = (one: VetoedOption, other: VetoedOption): boolean =>
  one.kind === other.kind && one.resource === other.resource && one.to === other.to;
