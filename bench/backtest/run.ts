import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backtestPolicy } from '../../cli/backtest/play-request';
import { readSeries } from '../../cli/backtest/read-series';
import { backtestCluster, backtestTable } from '../../cli/backtest/run-backtest';
import { renderTable } from '../../cli/output';
import { carriedByCount, nodeCatalogue, type RequestMix, weightOf } from '../../shared/sizing';
import { gatesOf, type Row, rowOf, type Setting } from './gates';
import { generatedSeries, type NamedSeries } from './generated-series';

/**
 * Every series in three settings against every comparator; the whole table, losses included. Recorded series are read from a
 * folder (first argument, else ../shared/traces/demand beside the repository); without one only the generated ones are played.
 * `--half first|second|second-alone` plays one half of each series: constants were chosen on the first; the first is the history of the
 * second, unless that is played alone.
 */
const mixes: Readonly<
  Record<'dax-reads' | 'dax-mixed', { readonly mix: RequestMix; readonly type: string; readonly nodes: number }>
> = {
  'dax-reads': { mix: { hitRatio: 0.92, itemKilobytes: 1, writeRatio: 0.001 }, type: 'dax.r5.large', nodes: 8 },
  'dax-mixed': { mix: { hitRatio: 0.92, itemKilobytes: 1, writeRatio: 0.02 }, type: 'dax.r5.2xlarge', nodes: 6 },
};
const tableMean = 500;

const recordedSeries = (folder: string): readonly NamedSeries[] => {
  if (!existsSync(folder)) {
    process.stderr.write(`${folder} is not there: generated series only\n`);
    return [];
  }
  return readdirSync(folder)
    .filter((file) => file.endsWith('.csv'))
    .map((file) => {
      const read = readSeries(readFileSync(join(folder, file), 'utf8'));
      if (read.kind === 'invalid') throw new Error(`${file}: ${read.problems.join('; ')}`);
      return { name: file.replace(/\.csv$/, ''), startMs: read.series.startMs, values: read.series.values };
    });
};

const halves = ['first', 'second', 'second-alone'] as const;
type Half = (typeof halves)[number];

interface Part {
  readonly series: NamedSeries;
  /** Where it is not the usual one. */
  readonly historyMinutes?: number;
}

const partOf = (series: NamedSeries, half: Half | undefined): Part => {
  const { values, startMs } = series;
  const middle = Math.floor(values.length / 2);
  switch (half) {
    case undefined:
      return { series };
    case 'first':
      return { series: { ...series, values: values.slice(0, middle) } };
    case 'second':
      return { series, historyMinutes: middle };
    case 'second-alone':
      return { series: { ...series, startMs: startMs + middle * 60_000, values: values.slice(middle) } };
  }
};

/** Mean rate at which 99 of 100 minutes just fit the given nodes with one lost. */
const meanFor = (values: Float64Array, { mix, type, nodes }: (typeof mixes)['dax-reads']): number => {
  const nodeType = nodeCatalogue.find(({ name }) => name === type);
  const fits = nodeType === undefined ? 0 : (carriedByCount(weightOf(mix), nodeType)[nodes] ?? 0);
  const sorted = values.slice().sort();
  const high = sorted[Math.floor(0.99 * sorted.length)] ?? 0;
  let sum = 0;
  for (const value of values) sum += value;
  return ((sum / values.length) * fits) / high;
};

const play = ({ series, ...history }: Part, setting: Setting, recorded: boolean): Row => {
  const input = { name: series.name, series: { ...series, notes: [] }, policy: backtestPolicy(), ...history };
  if (setting === 'table') {
    return rowOf(series.name, setting, recorded, backtestTable({ ...input, meanRate: tableMean }).report);
  }
  const { mix, type } = mixes[setting];
  const meanRate = meanFor(series.values, mixes[setting]);
  return rowOf(series.name, setting, recorded, backtestCluster({ ...input, meanRate, baseType: type }, mix).report);
};

const main = (args: readonly string[]): void => {
  const at = args.indexOf('--half');
  const asked = at < 0 ? undefined : args[at + 1];
  const half = halves.find((one) => one === asked);
  if (at >= 0 && half === undefined)
    throw new Error(`--half: ${asked ?? 'nothing'} is not one of ${halves.join(', ')}`);
  const folder = args.find((arg, index) => !arg.startsWith('--') && (at < 0 || index !== at + 1));
  const recorded = recordedSeries(folder ?? join(__dirname, '../../../shared/traces/demand'));
  const all = [
    ...recorded.map((one) => [one, true] as const),
    ...generatedSeries().map((one) => [one, false] as const),
  ];
  const rows: Row[] = [];
  for (const [whole, isRecorded] of all) {
    const part = partOf(whole, half);
    for (const setting of ['dax-reads', 'dax-mixed', 'table'] as const) rows.push(play(part, setting, isRecorded));
    process.stderr.write(`${whole.name}\n`);
  }
  if (args.includes('--json')) {
    process.stdout.write(
      `${JSON.stringify(rows.map(({ report: { points: _, ...report }, ...row }) => ({ ...row, report })))}\n`,
    );
    return;
  }
  for (const setting of ['dax-reads', 'dax-mixed', 'table'] as const) {
    const these = rows.filter((row) => row.setting === setting);
    process.stdout.write(`\n${setting}\n${tableOf(these)}\n`);
    for (const [name, some] of [
      ['recorded', these.filter((row) => row.recorded)],
      ['generated', these.filter((row) => !row.recorded)],
      ['all', these],
    ] as const) {
      if (some.length === 0) continue;
      for (const gate of gatesOf(setting, some)) {
        process.stdout.write(
          `  ${gate.met ? 'met   ' : 'MISSED'} ${name}: ${gate.name} ${gate.value.toFixed(3)} (goal ${gate.limit})\n`,
        );
      }
    }
  }
};

const tableOf = (rows: readonly Row[]): string =>
  renderTable(
    [
      'series',
      'cost',
      'violation',
      'changes',
      'best causal',
      'its cost',
      'its violation',
      'ratio',
      'clairvoyant',
      'whole hours',
      'dominated by',
    ],
    rows.map(({ series, report, best, ratio, clairvoyantRatio, wholeHours, dominatedBy }) => [
      series,
      report.usd.toFixed(0),
      String(report.violationMinutes),
      String(report.changes),
      best.name,
      best.usd.toFixed(0),
      String(best.violationMinutes),
      ratio.toFixed(2),
      clairvoyantRatio?.toFixed(2) ?? '-',
      wholeHours?.toFixed(3) ?? '-',
      dominatedBy.join(', '),
    ]),
  );

main(process.argv.slice(2));
