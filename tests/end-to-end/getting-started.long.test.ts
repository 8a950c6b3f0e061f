import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { commandBlocks } from '../docs/command-blocks';
import { packagedCopy } from './packaged-copy';

/** The lines of the page, without what they say to the reader. */
const walk = commandBlocks('docs/getting-started.md')
  .filter(({ whyNot }) => whyNot === undefined)
  .flatMap(({ text }) => text.split('\n'))
  .map((line) => line.replace(/\s+#.*$/, ''));

let folder: string;
let work = '';
const running: ChildProcess[] = [];

beforeAll(async () => {
  folder = await packagedCopy();
  work = mkdtempSync(join(tmpdir(), 'daxpilot-walk-'));
}, 150_000);

afterAll(async () => {
  await Promise.all(running.map(ended));
  if (work !== '') rmSync(work, { recursive: true, force: true });
});

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });

interface Ran {
  readonly status: number;
  readonly stdout: string;
}

/** A line of the walk as it stands there, with `more` at its end; files land in a folder of their own. */
function start(line: string, more: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const [, command = '', rest = ''] = /^(npx daxpilot|node \S+) ?(.*?)( &)?$/.exec(line) ?? [];
  const script = command === 'npx daxpilot' ? 'bin/daxpilot.cjs' : command.replace('node ', '');
  const words = rest.split(' ').filter((word) => word !== '');
  const args = [...words.map((word) => (word.endsWith('.yml') ? join(work, word) : word)), ...more];
  return spawn(process.execPath, [join(folder, script), ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: work, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

function ran(child: ChildProcess): Promise<Ran> {
  return new Promise((resolve) => {
    let stdout = '';
    child.stdout?.on('data', (chunk) => {
      stdout += String(chunk);
    });
    child.once('close', (status) => resolve({ status: status ?? -1, stdout }));
  });
}

/** The one line of JSON that says that it is ready. */
function readyLine(child: ChildProcess): Promise<Readonly<Record<string, string>>> {
  running.push(child);
  return new Promise((resolve, reject) => {
    child.once('exit', (status) => reject(new Error(`it ended with ${status}`)));
    if (child.stdout !== null) createInterface(child.stdout).once('line', (line) => resolve(JSON.parse(line)));
  });
}

test('the walk leads to a first recommendation, as the page says', async () => {
  const [install, local = '', account = '', init = '', plan = '', health = '', page = '', ...rest] = walk;
  expect([install, rest]).toEqual(['npm ci', []]);

  const { endpoint = '' } = await readyLine(start(local, ['--port', '0', '--dax-port', '0', '--json'], {}));
  const env = { AWS_ENDPOINT_URL: endpoint };
  expect(await ran(start(account, [], env))).toMatchObject({ status: 0 });
  const found = await ran(start(init, ['--json'], env));
  const [planned, checked] = await Promise.all([ran(start(plan, [], env)), ran(start(health, [], env))]);
  const { url = '' } = await readyLine(start(page, ['--json'], env));

  expect(JSON.parse(found.stdout)).toMatchObject({
    pairs: [{ cluster: 'shop', table: 'shop', sureness: 'likely' }],
    silentAlarms: expect.arrayContaining([expect.objectContaining({ alarm: 'shop-memory' })]),
    usdPerMonth: { savesUsdPerMonth: expect.closeTo(372.3, 1) },
  });
  expect(planned).toMatchObject({ status: 0, stdout: expect.stringContaining('shop: 5 -> 3 nodes') });
  expect(planned.stdout).toContain('RECOMMEND');
  expect(checked).toMatchObject({ status: 1, stdout: expect.stringContaining('below') });
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
}, 180_000);
