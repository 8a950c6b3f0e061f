import type { ClusterPoint, RequestMix, TablePoint } from '../../shared/sizing';

/** One line of the comparison. */
export interface Contender {
  readonly name: string;
  /** Knows the demand of the future: for orientation only. */
  readonly knowsTheFuture: boolean;
  readonly usd: number;
  readonly violationMinutes: number;
  readonly changes: number;
  /** Dollars and violations in one figure: usd + violation minutes x price. */
  readonly total: number;
}

export interface BacktestHead {
  readonly series: string;
  readonly meanRate: number;
  /** Minutes known beforehand and not scored. */
  readonly historyMinutes: number;
  readonly minutes: number;
  readonly startMs: number;
  readonly violationUsdPerMinute: number;
  readonly usd: number;
  readonly violationMinutes: number;
  readonly changes: number;
  readonly total: number;
  readonly contenders: readonly Contender[];
  readonly notes: readonly string[];
}

export type BacktestReport = BacktestHead &
  (
    | {
        readonly domain: 'dax';
        readonly mix: { readonly hit: number; readonly kb: number; readonly write: number };
        readonly usdWholeHours: number;
        readonly points: readonly ClusterPoint[];
      }
    | { readonly domain: 'dynamodb'; readonly throttledUnits: number; readonly points: readonly TablePoint[] }
  );

export const mixOf = ({ hitRatio, itemKilobytes, writeRatio }: RequestMix) => ({
  hit: hitRatio,
  kb: itemKilobytes,
  write: writeRatio,
});

export const cents = (usd: number): number => Math.round(usd * 100) / 100;
