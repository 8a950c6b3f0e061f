import type { HitStages } from './hit-stages';
import type { Row } from './measure';
import type { MemoryAnswer } from './memory-per-item';

export interface BenchResult {
  readonly rows: readonly Row[];
  readonly stages: HitStages;
  readonly memory: MemoryAnswer;
}

export function report({ rows, stages, memory }: BenchResult): string {
  return [
    '| scenario | concurrency | per second | p50 µs | p99 µs | server CPU µs/call | client CPU µs/call | server CPU % |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map(tableLine),
    '',
    ...rows.filter(({ scenario }) => scenario === 'DAX GetItem hit').flatMap((hit) => shareOfCeiling(hit, rows)),
    ...rows.filter(isHitAlone).map((hit) => composition(hit, stages)),
    `memory per cached item: ${memory.heapBytesPerItem.toFixed(0)} bytes of heap for ${memory.payloadBytesPerItem.toFixed(0)} bytes of key and answer; accounted as ${memory.accountedBytesPerItem.toFixed(0)}`,
    '',
  ].join('\n');
}

function tableLine(row: Row): string {
  const whole = [row.perSecond, row.p50Us, row.p99Us].map((value) => String(Math.round(value)));
  const cpu = [row.serverCpuUs, row.clientCpuUs].map((value) => value.toFixed(1));
  const cells = [row.scenario, String(row.concurrency), ...whole, ...cpu, String(Math.round(row.serverCpuPercent))];
  return `| ${cells.join(' | ')} |`;
}

function shareOfCeiling(hit: Row, rows: readonly Row[]): readonly string[] {
  const canned = rows.find(
    ({ scenario, concurrency }) => scenario === 'canned reply' && concurrency === hit.concurrency,
  );
  if (canned === undefined) return [];
  const percent = (hit.perSecond / canned.perSecond) * 100;
  return [
    `hits at concurrency ${hit.concurrency}: ${percent.toFixed(0)} % of what the client reaches with a canned reply`,
  ];
}

function isHitAlone({ scenario, concurrency }: Row): boolean {
  return scenario === 'DAX GetItem hit' && concurrency === 1;
}

/** CPU time of threads that run beside the calls (garbage collection, compilation) counts too, so waiting is what is left at least. */
function composition(hit: Row, stages: HitStages): string {
  const wholeUs = 1_000_000 / hit.perSecond;
  const waitingUs = Math.max(wholeUs - hit.clientCpuUs - hit.serverCpuUs, 0);
  const { parseUs, lookupUs, answerUs, sendUs } = stages;
  const restUs = Math.max(hit.serverCpuUs - parseUs - lookupUs - answerUs - sendUs, 0);
  const of = (values: Readonly<Record<string, number>>): string =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${value.toFixed(1)}`)
      .join(', ');
  return [
    `one hit at concurrency 1, in µs: ${of({ whole: wholeUs, 'client CPU': hit.clientCpuUs, 'server CPU': hit.serverCpuUs, 'waking up and waiting for a core': waitingUs })}`,
    `of the server's, in µs: ${of({ parse: parseUs, lookup: lookupUs, answer: answerUs, send: sendUs, 'read, event loop and kernel': restUs })}`,
  ].join('\n');
}
