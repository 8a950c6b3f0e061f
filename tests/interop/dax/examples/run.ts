/**
 * Runs the example of each client language against a cluster of three nodes with a table `Orders`.
 * `node -r esbuild-register tests/interop/dax/examples/run.ts [--folder DIR]`: clients other than the JavaScript ones go to DIR.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../../../local/dax-node/conformance/tables';
import { startDaxCluster } from '../../../../local/dax-node/index';
import { LANGUAGES } from '../language';

const run = promisify(execFile);

interface Example {
  readonly name: string;
  missing(): string | undefined;
  start(endpoint: string, folder: string): Promise<{ readonly stdout: string }>;
}

const prepared = (name: string, folder: string): string => {
  const own = join(folder, name);
  LANGUAGES.find((language) => language.name === name)?.prepare(own);
  return own;
};
const missing = (name: string): string | undefined => LANGUAGES.find((language) => language.name === name)?.missing();

const EXAMPLES: readonly Example[] = [
  {
    name: 'javascript v3',
    missing: () => undefined,
    start: (endpoint) => run(process.execPath, [join(__dirname, 'javascript-v3.cjs'), endpoint]),
  },
  {
    name: 'javascript v2',
    missing: () => undefined,
    start: (endpoint) => run(process.execPath, [join(__dirname, 'javascript-v2.cjs'), endpoint]),
  },
  {
    name: 'python',
    missing: () => missing('python'),
    start: (endpoint, folder) =>
      run(join(prepared('python', folder), 'venv', 'bin', 'python'), [join(__dirname, 'python.py'), endpoint]),
  },
  {
    name: 'go',
    missing: () => missing('go'),
    start: async (endpoint, folder) => {
      const own = join(folder, 'go-example');
      cpSync(join(__dirname, 'go'), own, { recursive: true });
      await run('go', ['mod', 'tidy'], { cwd: own });
      return run('go', ['run', '.', endpoint], { cwd: own });
    },
  },
  {
    name: 'java',
    missing: () => missing('java'),
    start: async (endpoint, folder) => {
      const own = prepared('java', folder);
      const classes = [own, join(own, 'lib', '*')].join(delimiter);
      return run('java', ['-cp', classes, join(__dirname, 'java', 'Example.java'), endpoint]);
    },
  },
];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { folder: { type: 'string' } } });
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'dax-examples-'));
  const cluster = await startDaxCluster({ nodes: 3, port: 0, dynamodb: { embedded: true }, attributeListsFile: false });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const dynamodb = new DynamoDB({ endpoint: cluster.dynamodbEndpoint, region: 'us-east-1', credentials });
  await createTable(dynamodb, 'Orders', 'S');
  const [endpoint = ''] = cluster.endpoints;
  let failed = 0;
  for (const { name, missing: lacks, start } of EXAMPLES) {
    const reason = lacks();
    if (reason !== undefined) {
      console.log(`${name}: skipped, ${reason}`);
      continue;
    }
    try {
      console.log(`${name}: ${(await start(endpoint, folder)).stdout.trim()}`);
    } catch (error) {
      failed += 1;
      console.log(`${name}: failed, ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  dynamodb.destroy();
  await cluster.close();
  if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
  process.exitCode = failed > 0 ? 1 : 0;
}

void main();
