/**
 * Runs every snippet of docs/access.md as it stands there, against a local cluster: `npm run interop:snippets [-- --folder DIR --language js|python]`.
 * Only the endpoint is put in its place. The Python client, boto3 and Flask are installed into DIR (a temporary folder by default); without Python they are reported
 * as skipped.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { build } from 'esbuild';
import { type DaxCluster, startDaxCluster } from '../../../local/dax-node/index';

const root = join(__dirname, '../../..');
const run = promisify(execFile);
const PYTHON_PACKAGES = ['amazon-dax-client==2.1.0', 'boto3', 'flask'];
const DOCUMENTED = 'dax://my-dax-cluster.xxxxx.dax-clusters.us-east-1.amazonaws.com:8111';
const env = {
  ...process.env,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
};

interface Snippet {
  readonly language: 'js' | 'python';
  readonly code: string;
}

function snippetsOf(markdown: string): readonly Snippet[] {
  return [...markdown.matchAll(/^```(js|python)\n([\s\S]*?)^```$/gm)].map(([, language, code = '']) => ({
    language: language as Snippet['language'],
    code,
  }));
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { folder: { type: 'string' }, language: { type: 'string' } } });
  const isAsked = ({ language }: Snippet): boolean => values.language === undefined || values.language === language;
  const snippets = snippetsOf(readFileSync(join(root, 'docs/access.md'), 'utf8')).filter(isAsked);
  if (snippets.length === 0) throw new Error(`--language = ${values.language}: js or python`);
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'access-snippets-'));
  const modules = join(folder, 'node_modules');
  if (!existsSync(modules)) symlinkSync(join(root, 'node_modules'), modules);
  const cluster = await aCluster();
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  const python = snippets.some(({ language }) => language === 'python') ? await pythonWithClient(folder) : undefined;
  try {
    for (const [number, snippet] of snippets.entries()) {
      const title = `${number + 1} (${snippet.language})`;
      if (snippet.language === 'python' && python === undefined) {
        console.log(`${title}: skipped, python3 with venv is not here`);
        skipped += 1;
        continue;
      }
      try {
        console.log(`${title}: ${await said(snippet, number, folder, cluster, python ?? '')}`);
        passed += 1;
      } catch (error) {
        failed += 1;
        console.log(`${title}: failed, ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  } finally {
    await cluster.close();
    if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exit(failed > 0 ? 1 : 0);
}

async function aCluster(): Promise<DaxCluster> {
  const cluster = await startDaxCluster({ nodes: 1, port: 0, dynamodb: { embedded: true }, attributeListsFile: false });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const dynamodb = new DynamoDB({ endpoint: cluster.dynamodbEndpoint, region: 'us-east-1', credentials });
  for (const TableName of ['my-table', 'products']) {
    await dynamodb.createTable({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
    let status: string | undefined;
    while (status !== 'ACTIVE') status = (await dynamodb.describeTable({ TableName })).Table?.TableStatus;
    for (const id of ['123', '124'])
      await dynamodb.putItem({ TableName, Item: { id: { S: id }, name: { S: 'Product' }, price: { N: '9.5' } } });
  }
  dynamodb.destroy();
  return cluster;
}

async function pythonWithClient(folder: string): Promise<string | undefined> {
  try {
    await run('python3', ['-m', 'venv', join(folder, 'venv')]);
  } catch {
    return undefined;
  }
  const python = join(folder, 'venv', 'bin', 'python');
  await run(python, ['-m', 'pip', 'install', '--quiet', ...PYTHON_PACKAGES], { timeout: 300_000 });
  return python;
}

/** What the snippet printed, or what its service answered; anything but the item is a failure. */
async function said(
  { language, code }: Snippet,
  number: number,
  folder: string,
  cluster: DaxCluster,
  python: string,
): Promise<string> {
  const endpoint = cluster.endpoints[0] as string;
  const bare = (url: string) => url.replace('dax://', '');
  const placed = code.replaceAll(DOCUMENTED, endpoint).replaceAll(bare(DOCUMENTED), bare(endpoint));
  const file = join(folder, `snippet-${number}.${language === 'js' ? 'cjs' : 'py'}`);
  if (language === 'js') {
    writeFileSync(file, await javaScript(placed, folder));
    return itemIn((await run(process.execPath, [file], { env, timeout: 60_000 })).stdout);
  }
  if (!code.includes('Flask(')) {
    writeFileSync(file, placed);
    return itemIn((await run(python, [file], { env, timeout: 60_000 })).stdout);
  }
  const port = await freePort();
  writeFileSync(file, placed.replaceAll('port=3000', `port=${port}`).replaceAll('host="0.0.0.0"', 'host="127.0.0.1"'));
  const service = spawn(python, [file], { env: { ...env, DAX_ENDPOINT: endpoint }, stdio: 'ignore' });
  try {
    return await answers(service, `http://127.0.0.1:${port}`);
  } finally {
    service.kill();
  }
}

/** `Item` is shown at the end, and what keeps the process alive is nobody's concern then. */
async function javaScript(code: string, folder: string): Promise<string> {
  const requires = code.match(/^const .*require\(.*$/gm)?.join('\n') ?? '';
  const rest = code.replace(/^const .*require\(.*$\n/gm, '');
  if (requires.includes('@daxpilot/access')) {
    await build({
      entryPoints: [join(root, 'shared/dax-access/index.ts')],
      outfile: join(folder, 'access.cjs'),
      bundle: true,
      platform: 'node',
      packages: 'external',
    });
  }
  const shown = rest.includes('{ Item }')
    ? 'console.log(Item); process.exit(0);'
    : 'setTimeout(() => process.exit(0), 3000);';
  return `${requires.replace('@daxpilot/access', './access.cjs')}\nvoid (async () => {\n${rest}\n${shown}\n})();\n`;
}

async function answers(service: ChildProcess, url: string): Promise<string> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (service.exitCode !== null) throw new Error(`the service ended with ${service.exitCode}`);
    const up = await fetch(`${url}/product/123`).catch(() => undefined);
    if (up === undefined) await new Promise((resolve) => setTimeout(resolve, 100));
    else break;
  }
  const texts: string[] = [];
  for (const path of ['/product/123', '/products?limit=1']) {
    const response = await fetch(url + path);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    texts.push(itemIn(await response.text()));
  }
  const missing = await fetch(`${url}/product/nobody`);
  if (missing.status !== 404) throw new Error(`/product/nobody: ${missing.status}`);
  return `${texts.join(' ')} 404`;
}

function itemIn(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (!line.includes('Product')) throw new Error(`no item in: ${line.slice(0, 300)}`);
  return line;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

void main();
