/**
 * Times the walk of docs/getting-started.md from a fresh clone: `npm run ten-minutes [-- --limit 10]`. It clones what is committed, runs the page's own
 * lines there, `npm ci` included, and prints how long each took. Exit status 1 if a line fails or the whole takes longer than the limit, in minutes.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { commandBlocks, root } from './command-blocks';
import { installedPlace } from './shell-place';

/** Lines behind the first recommendation are no part of the ten minutes. */
const last = /^npx daxpilot plan /;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { limit: { type: 'string', default: '10' } } });
  const limitMinutes = Number(values.limit);
  const base = mkdtempSync(join(tmpdir(), 'daxpilot-ten-minutes-'));
  const folder = join(base, 'daxpilot');
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, folder]);
  const place = await installedPlace(folder, base);
  const startedAtMs = Date.now();
  const platform: { group?: number } = {};
  let isWell = true;
  try {
    for (const line of linesOf('docs/getting-started.md')) {
      const lineAtMs = Date.now();
      isWell = await ran(line, folder, place.env, platform);
      process.stdout.write(`${((Date.now() - lineAtMs) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
      if (!isWell) break;
    }
  } finally {
    if (platform.group !== undefined) process.kill(-platform.group, 'SIGTERM');
    rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 500 });
  }
  const minutes = (Date.now() - startedAtMs) / 60_000;
  const found = isWell ? 'first recommendation' : 'FAILED, without a recommendation,';
  process.stdout.write(`${found} after ${minutes.toFixed(1)} minutes; the limit is ${limitMinutes}\n`);
  process.exitCode = isWell && minutes <= limitMinutes ? 0 : 1;
}

function linesOf(page: string): readonly string[] {
  const lines = commandBlocks(page).flatMap(({ text }) => text.split('\n'));
  const end = lines.findIndex((line) => last.test(line));
  if (end < 0) throw new Error(`${page} has no line that recommends`);
  return lines.slice(0, end + 1);
}

/** Whether it ended well; one that goes on in the background is well once it has begun. */
function ran(line: string, cwd: string, env: NodeJS.ProcessEnv, platform: { group?: number }): Promise<boolean> {
  const isBackground = line.endsWith('&');
  const child = spawn('bash', ['-c', `exec ${line.replace(/ &$/, '')}`], {
    cwd,
    env,
    stdio: ['ignore', isBackground ? 'ignore' : 'inherit', isBackground ? 'ignore' : 'inherit'],
    detached: isBackground,
  });
  if (isBackground) {
    if (child.pid !== undefined) platform.group = child.pid;
    return Promise.resolve(true);
  }
  return new Promise((resolve) => child.once('close', (status) => resolve(status === 0)));
}

void main();
