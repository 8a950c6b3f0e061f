import { renderTable, usd } from '../output';
import type { BacktestReport } from './report';

const shownPoints = 12;

/** The comparison for people: own line first, then the best first; who knows the future comes last and says so. */
export const renderBacktest = (report: BacktestReport): string => {
  const [own, ...others] = report.contenders;
  const fair = others.filter(({ knowsTheFuture }) => !knowsTheFuture).toSorted((a, b) => a.total - b.total);
  const knowing = others.filter(({ knowsTheFuture }) => knowsTheFuture);
  const best = fair[0];
  const rows = [...(own === undefined ? [] : [own]), ...fair, ...knowing].map((one) => [
    one.knowsTheFuture ? `${one.name} (knows the future)` : one.name,
    usd(one.usd),
    String(one.violationMinutes),
    String(one.changes),
    usd(one.total),
    own === undefined || own.total === 0 ? '-' : (one.total / own.total).toFixed(2),
  ]);
  const days = (report.minutes - report.historyMinutes) / 1440;
  const what =
    report.domain === 'dax'
      ? `${Math.round(report.meanRate)} requests/s on the mean (${report.mix.hit * 100} % hits, ${report.mix.kb} KB, ${report.mix.write * 100} % writes)`
      : `${Math.round(report.meanRate)} read units/s on the mean`;
  const verdict =
    own === undefined || best === undefined
      ? ''
      : `Against the best of the others (${best.name}): ${(own.total / best.total).toFixed(2)} x its total.`;
  return [
    `${report.series}: ${what}; ${days.toFixed(1)} days played after ${(report.historyMinutes / 1440).toFixed(1)} days of history`,
    renderTable(['policy', 'cost', 'violation min', 'changes', 'total', 'x daxpilot'], rows),
    `Total = cost + ${usd(report.violationUsdPerMinute)} for each minute of violation. ${verdict}`,
    ...report.points.slice(0, shownPoints).map((point) => {
      const at = new Date(report.startMs + point.t * 60_000).toISOString().slice(0, 16).replace('T', ' ');
      if ('nodes' in point) return `  ${at}  ${point.nodes} x ${point.nodeType}`;
      return `  ${at}  ${point.mode === 'provisioned' ? `provisioned, ${point.read} read units` : 'on demand'}`;
    }),
    ...(report.points.length > shownPoints
      ? [`  ... and ${report.points.length - shownPoints} more (--json has all)`]
      : []),
  ].join('\n');
};
