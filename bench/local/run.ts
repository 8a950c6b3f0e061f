/**
 * What the local platform costs: boot, memory, alarms, executions, calls by wire form, the DynamoDB front against bare dynalite.
 * `npm run build && npx sls package && node -r esbuild-register bench/local/run.ts [--only boot,alarms,executions,wire,dynamodb] [--seconds 2] [--json]`
 * Exit status 1 if a goal is missed.
 */
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { alarms, bootAndMemory, executions, type Row, tableFront, wireForms } from './measurements';

const ROOT = join(__dirname, '../..');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      seconds: { type: 'string', default: '2' },
      json: { type: 'boolean', default: false },
    },
  });
  const seconds = Number(values.seconds);
  if (!(seconds > 0 && seconds <= 60)) {
    throw new RangeError(`--seconds must be above 0 and at most 60, got ${values.seconds}`);
  }
  for (const [needed, command] of [
    ['local/dist/index.cjs', 'npm run build'],
    ['.serverless', 'npx sls package'],
  ] as const) {
    if (!existsSync(join(ROOT, needed))) {
      throw new Error(`${needed} is not there: run "${command}" first`);
    }
  }
  const all: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
    boot: () => bootAndMemory(ROOT),
    alarms,
    executions,
    wire: () => wireForms(seconds),
    dynamodb: tableFront,
  };
  const wanted = values.only?.split(',') ?? Object.keys(all);
  const rows: Row[] = [];
  for (const name of wanted) {
    const measure = all[name];
    if (measure === undefined) {
      throw new RangeError(`--only has "${name}"; there are ${Object.keys(all).join(', ')}`);
    }
    rows.push(...(await measure()));
  }
  process.stdout.write(values.json ? `${JSON.stringify({ machine: machine(), rows })}\n` : table(rows));
  process.exitCode = rows.some(({ value, goal }) => goal !== undefined && value > goal) ? 1 : 0;
}

function table(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ what }) => what.length));
  const lines = rows.map(({ what, value, unit, goal }) => {
    const verdict = goal === undefined ? '' : `   goal ${goal} ${unit}${value > goal ? ' MISSED' : ''}`;
    return `${what.padEnd(width)} ${figure(value).padStart(8)} ${unit.padEnd(8)}${verdict}`.trimEnd();
  });
  return `${machine()}\n${lines.join('\n')}\n`;
}

function figure(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(1);
}

function machine(): string {
  return `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown CPU'}, Node ${process.version}`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
