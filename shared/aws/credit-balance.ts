import type { ClusterState, Series } from '../sizing';

type Credits = NonNullable<ClusterState['creditsByNode']>[string];

/** A metric is published only while it is not zero, so a balance that had points and has had none for this long is used up. */
const silentAfterMs = 15 * 60_000;

/** First and newest balance of the window; undefined of fewer than two points, which show no direction. */
export function creditsOf(series: Series | undefined, nowMs: number): Credits | undefined {
  if (series === undefined) return undefined;
  const { startMs, periodMs } = series;
  const points = series.values.flatMap((value, index) =>
    value === null ? [] : [{ value, endMs: startMs + (index + 1) * periodMs }],
  );
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || first === last) return undefined;
  const spent = nowMs - last.endMs >= silentAfterMs;
  const endMs = spent ? last.endMs + periodMs : last.endMs;
  return { before: first.value, now: spent ? 0 : last.value, spanMs: endMs - first.endMs };
}
