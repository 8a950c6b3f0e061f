/**
 * Runs the conformance cases through the official Python, Go and Java clients and compares every answer with a direct call.
 * `node -r esbuild-register tests/interop/dax/run.ts [python] [go] [java] [--folder DIR] [--verbose]`
 * Clients are installed into DIR (a temporary folder by default). A language that is not here is reported as skipped.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { allCases } from '../../../local/dax-node/conformance/all-cases';
import type { Case, Step } from '../../../local/dax-node/conformance/cases';
import { comparable, sortedBatches } from '../../../local/dax-node/conformance/comparable';
import { createTable } from '../../../local/dax-node/conformance/tables';
import { transactionCases } from '../../../local/dax-node/conformance/transaction-cases';
import { withTable } from '../../../local/dax-node/conformance/with-table';
import { startDaxCluster } from '../../../local/dax-node/index';
import { motoIsHere, startMoto } from '../../../local/dax-node/testing/moto';
import { allowed } from './known-differences';
import { LANGUAGES, type Language, type LineClient, startLineClient } from './language';

const CREDENTIALS = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' };
const ENV = { AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId, AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey };

interface Engine {
  readonly dax: string;
  readonly dynamodb: DynamoDB;
  readonly cases: readonly Case[];
}
interface Tally {
  steps: number;
  differences: number;
  allowed: number;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { folder: { type: 'string' }, verbose: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'dax-interop-'));
  const wanted = LANGUAGES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const credentials = new Map([[CREDENTIALS.accessKeyId, CREDENTIALS.secretAccessKey]]);
  const settings = { port: 0, attributeListsFile: false, credentials, replicationDelayMs: 0, nodes: 1 } as const;
  const plain = await startDaxCluster({ ...settings, dynamodb: { embedded: true } });
  const moto = motoIsHere() ? await startMoto() : undefined;
  const behindMoto =
    moto === undefined
      ? undefined
      : await startDaxCluster({
          ...settings,
          dynamodb: { endpoint: moto.endpoint, region: 'us-east-1', credentials: CREDENTIALS },
        });
  const engines: Engine[] = [
    { dax: plain.endpoints[0] ?? '', dynamodb: direct(plain.dynamodbEndpoint), cases: allCases },
  ];
  if (moto !== undefined && behindMoto !== undefined) {
    engines.push({ dax: behindMoto.endpoints[0] ?? '', dynamodb: direct(moto.endpoint), cases: transactionCases });
  }
  let failed = 0;
  let passed = 0;
  let skipped = 0;
  for (const language of wanted) {
    const missing = language.missing();
    if (missing !== undefined) {
      console.log(`${language.name}: skipped, ${missing}`);
      skipped += 1;
      continue;
    }
    const tally = await runLanguage(language, join(folder, language.name), engines, values.verbose);
    console.log(
      `${language.name}: ${tally.steps} calls, ${tally.differences} differences, ${tally.allowed} of the client's own (known-differences.ts)`,
    );
    if (tally.differences > 0) failed += 1;
    else passed += 1;
  }
  for (const { dynamodb } of engines) dynamodb.destroy();
  await behindMoto?.close();
  await moto?.close();
  await plain.close();
  if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
  console.log(`interop: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
}

function direct(endpoint: string): DynamoDB {
  return new DynamoDB({ endpoint, region: 'us-east-1', credentials: CREDENTIALS, maxAttempts: 3 });
}

async function runLanguage(
  language: Language,
  folder: string,
  engines: readonly Engine[],
  verbose: boolean,
): Promise<Tally> {
  const command = language.prepare(folder);
  const tally: Tally = { steps: 0, differences: 0, allowed: 0 };
  for (const engine of engines) {
    const client = startLineClient(command, engine.dax, ENV);
    for (const one of engine.cases) await runCase(language.name, client, engine, one, tally, verbose);
    await client.close();
  }
  return tally;
}

let tablesMade = 0;

async function runCase(
  language: string,
  client: LineClient,
  engine: Engine,
  one: Case,
  tally: Tally,
  verbose: boolean,
): Promise<void> {
  const [through, straight] = [await newTable(engine, one), await newTable(engine, one)];
  for (const [index, step] of one.steps.entries()) {
    const got = await throughClient(client, step, through);
    const expected = await straightTo(engine.dynamodb, step, straight);
    tally.steps += 1;
    if (JSON.stringify(got.outcome) === JSON.stringify(expected)) continue;
    if (allowed(language, one, step)) {
      tally.allowed += 1;
      continue;
    }
    tally.differences += 1;
    console.log(`${language}: ${one.name}, step ${index} ${step.operation}: ${got.message ?? ''}`);
    if (verbose)
      console.log(
        `  got      ${JSON.stringify(got.outcome).slice(0, 600)}\n  expected ${JSON.stringify(expected).slice(0, 600)}`,
      );
  }
}

async function newTable({ dynamodb }: Engine, { table, items = [] }: Case): Promise<string> {
  tablesMade += 1;
  const name = `Interop-${tablesMade}-`;
  await createTable(dynamodb, name, table);
  for (const item of items) await dynamodb.putItem({ TableName: name, Item: item as never });
  return name;
}

async function throughClient(
  client: LineClient,
  step: Step,
  table: string,
): Promise<{ readonly outcome: unknown; readonly message?: string }> {
  const line = JSON.stringify({ operation: step.operation, input: toLine(withTable(step.input, table)) });
  const { answer, error, message } = JSON.parse(await client.ask(line)) as {
    answer?: unknown;
    error?: string;
    message?: string;
  };
  if (error !== undefined) return { outcome: { error }, message: message ?? error };
  return { outcome: outcomeOf(fromLine(answer), table) };
}

async function straightTo(dynamodb: DynamoDB, step: Step, table: string): Promise<unknown> {
  const methods = dynamodb as unknown as Record<string, (input: unknown) => Promise<unknown>>;
  try {
    return outcomeOf(await methods[step.operation]?.(withTable(step.input, table)), table);
  } catch (error) {
    return { error: (error as Error).name };
  }
}

function outcomeOf(answer: unknown, table: string): unknown {
  const sorted = comparable(sortedBatches(comparable(withoutEmpty(answer), [table])), [table]);
  return { answer: sorted };
}

/** Clients and engines differ in whether they show members that hold nothing. */
function withoutEmpty(answer: unknown): unknown {
  const extras = [
    'UnprocessedItems',
    'UnprocessedKeys',
    'ConsumedCapacity',
    'ItemCollectionMetrics',
    'LastEvaluatedKey',
    'Items',
    '$metadata',
  ];
  const kept = Object.entries(answer as object).filter(
    ([name, content]) => content !== undefined && !(extras.includes(name) && holdsNothing(content)),
  );
  return Object.fromEntries(kept);
}

function holdsNothing(content: unknown): boolean {
  if (content === null) return true;
  if (typeof content !== 'object') return false;
  return Object.values(content).every((element) => Array.isArray(element) && element.length === 0);
}

/** Binary travels as base64 text. */
function toLine(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(toLine);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, content]) => [name, toLine(content)]));
}

function fromLine(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromLine);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === 'B' && typeof only[1] === 'string')
    return { B: Buffer.from(only[1], 'base64') };
  if (entries.length === 1 && only?.[0] === 'BS' && Array.isArray(only[1])) {
    return { BS: only[1].map((element: string) => Buffer.from(element, 'base64')) };
  }
  return Object.fromEntries(entries.map(([name, content]) => [name, fromLine(content)]));
}

void main();
