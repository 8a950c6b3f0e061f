import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CliError, exitStatus } from './exit';

/** What the packaged service is made from; a newer file in any of them means that it must be packaged again. */
const sources = ['serverless.yml', 'daxpilot.yml', 'package.json', 'functions', 'shared', 'statemachines', 'resources'];
const template = '.serverless/cloudformation-template-update-stack.json';

/** The nearest folder upwards that holds a `serverless.yml`: where the service lives. */
export const findServiceFolder = (from: string): string => {
  const candidates = [from, join(__dirname, '..')];
  const found = candidates.map((start) => walkUp(start)).find((folder) => folder !== undefined);
  if (found === undefined) {
    throw new CliError(
      'local.not-packaged',
      `no serverless.yml in ${from} or above it: run this in the service's folder, or use --empty for a platform without it`,
      exitStatus.wrongUse,
    );
  }
  return found;
};

const walkUp = (start: string): string | undefined => {
  let folder = start;
  for (;;) {
    if (existsSync(join(folder, 'serverless.yml')) && existsSync(join(folder, 'daxpilot.yml'))) return folder;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
};

const newest = (path: string): number => {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(
    0,
    ...readdirSync(path).map((name) => (name === 'node_modules' || name === 'dist' ? 0 : newest(join(path, name)))),
  );
};

export const isPackaged = (folder: string): boolean => {
  const built = join(folder, template);
  return existsSync(built) && sources.every((source) => newest(join(folder, source)) <= statSync(built).mtimeMs);
};

/** Packages the service with `sls package` unless the package is newer than everything it is made from. */
export const packageService = async (
  folder: string,
  note: (text: string) => void,
  signal?: AbortSignal,
): Promise<void> => {
  if (isPackaged(folder)) return;
  note('packaging the service (sls package) ...');
  const { code, output } = await runSls(folder, signal);
  if (code !== 0 || !existsSync(join(folder, template))) {
    throw new CliError(
      'local.not-packaged',
      'sls package failed',
      exitStatus.wrongUse,
      output.trim().split('\n').slice(-40),
    );
  }
};

const runSls = (
  folder: string,
  signal?: AbortSignal,
): Promise<{ readonly code: number | null; readonly output: string }> =>
  new Promise((resolve, reject) => {
    const script = require.resolve('serverless/bin/serverless.js', { paths: [folder, __dirname] });
    const child = spawn(process.execPath, [script, 'package'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal === undefined ? {} : { signal }),
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      output += String(chunk);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
