import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const root = join(__dirname, '../..');
/** What the service and the command line are made from. */
const parts = [
  'serverless.yml',
  'daxpilot.yml',
  'package.json',
  'tsconfig.json',
  'package-lock.json',
  'resources',
  'functions',
  'statemachines',
  'shared',
  'cli',
  'local',
  'bin',
  'examples',
  'scripts/build.mjs',
];
const skipped = /(^|\/)(node_modules|dist)$|\.test\.ts$/;
const prefix = 'daxpilot-end-to-end-';
// A machine with much else to do takes minutes for what takes half of one.
const patienceMs = 300_000;
const keptMs = 6 * 3_600_000;

/**
 * A copy of the project with the service packaged (`sls package`) and the command line built, as an installation has them. Made once for
 * each content and shared by all test files; whoever comes while it is being made waits. `config`: another text in the place of `daxpilot.yml`.
 */
export async function packagedCopy(config?: string): Promise<string> {
  const folder = join(tmpdir(), `${prefix}${contentHash(config)}`);
  const lock = `${folder}.lock`;
  const end = Date.now() + patienceMs;
  while (!existsSync(folder)) {
    if (taken(lock)) {
      await wait(200);
    } else {
      try {
        await make(folder, config);
      } finally {
        rmSync(lock, { recursive: true, force: true });
      }
    }
    if (Date.now() > end) throw new Error(`${folder} was not packaged within ${patienceMs / 1000} s`);
  }
  return folder;
}

/** A lock whose holder is dead is nobody's. */
function taken(lock: string): boolean {
  try {
    mkdirSync(lock);
    writeFileSync(join(lock, 'pid'), String(process.pid));
    return false;
  } catch {
    if (isAbandoned(lock)) rmSync(lock, { recursive: true, force: true });
    return true;
  }
}

function isAbandoned(lock: string): boolean {
  try {
    if (Date.now() - statSync(lock).mtimeMs > patienceMs) return true;
    process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/** Made beside its place and moved there whole, so that nobody sees half of it. */
async function make(folder: string, config: string | undefined): Promise<void> {
  forgetOld();
  const draft = mkdtempSync(join(tmpdir(), 'daxpilot-draft-'));
  try {
    for (const part of parts) {
      mkdirSync(dirname(join(draft, part)), { recursive: true });
      cpSync(join(root, part), join(draft, part), { recursive: true, filter: (path) => !skipped.test(path) });
    }
    if (config !== undefined) writeFileSync(join(draft, 'daxpilot.yml'), config);
    symlinkSync(join(root, 'node_modules'), join(draft, 'node_modules'));
    await run(draft, join(root, 'node_modules/serverless/bin/serverless.js'), 'package');
    await run(draft, join(draft, 'scripts/build.mjs'));
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function run(cwd: string, ...script: readonly string[]): Promise<void> {
  const env = { PATH: process.env.PATH, HOME: cwd, NO_COLOR: '1', SLS_TELEMETRY_DISABLED: '1' };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, script, { cwd, env, timeout: patienceMs }, (error, stdout, stderr) => {
      if (error === null) resolve();
      else reject(new Error(`${script.join(' ')} failed:\n${stdout}${stderr}`));
    });
  });
}

function contentHash(config: string | undefined): string {
  const hash = createHash('sha256').update(root);
  if (config !== undefined) hash.update(config);
  for (const part of parts) addTo(hash, part);
  return hash.digest('hex').slice(0, 16);
}

function addTo(hash: ReturnType<typeof createHash>, part: string): void {
  if (skipped.test(part)) return;
  const path = join(root, part);
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path).sort()) addTo(hash, join(part, name));
  } else {
    hash.update(part).update(readFileSync(path));
  }
}

/** Copies of earlier contents, once nobody can be using them. */
function forgetOld(): void {
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(prefix))) {
    const path = join(tmpdir(), name);
    if (Date.now() - statSync(path).mtimeMs > keptMs) rmSync(path, { recursive: true, force: true });
  }
}
