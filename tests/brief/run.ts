/**
 * Runs the blocks of docs/brief.md in order in one shell, with the AWS CLI, against a local platform of its own whose DAX nodes answer.
 * `node -r esbuild-register tests/brief/run.ts [--verbose]`; PYTHON=path/to/python3 chooses the interpreter.
 * What is not installed is skipped by name. Exit status 1 if a block fails or prints something else than the document says.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startLocal } from '../../local/index';
import { type Block, blocksOf, type DocumentStep, fits, stepsOf } from './document';
import { type Printed, runInOneShell } from './shell';

const ROOT = join(__dirname, '../..');
const PYTHON = process.env.PYTHON ?? 'python3';
const VERBOSE = process.argv.includes('--verbose');
/** Virtual seconds per wall second: a cluster is there after eight seconds. The clock starts early enough to stay behind the wall's. */
const SPEED = 60;
const BEHIND_MS = 20 * 3_600_000;
const TIMEOUT_MS = 15 * 60_000;

async function main(): Promise<void> {
  const blocks = blocksOf(join(ROOT, 'docs/brief.md'));
  const steps = stepsOf(blocks);
  if (!(await isThere('aws', '--version'))) {
    process.stdout.write(`suite=brief skipped: the AWS CLI is not installed (${steps.length} blocks)\n`);
    return;
  }
  const missing = await missingPackages(steps);
  const reasons = steps.map((step) => whySkipped(step, missing));
  const printed = await runAll(blocks, steps, reasons);
  const problems = steps.map((step, index) => report(step, reasons[index], printed.get(index)));
  const wrong = problems.filter((problem) => problem !== undefined).length;
  const skipped = reasons.filter((reason) => reason !== undefined).length;
  process.stdout.write(`suite=brief blocks=${steps.length} skipped=${skipped} wrong=${wrong}\n`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

async function runAll(
  blocks: readonly Block[],
  steps: readonly DocumentStep[],
  reasons: readonly (string | undefined)[],
): Promise<ReadonlyMap<number, Printed>> {
  const folder = await mkdtemp(join(tmpdir(), 'brief-'));
  const local = await startLocal({
    port: 0,
    daxPort: 0,
    daxNodes: true,
    speed: SPEED,
    clockStartMs: Date.now() - BEHIND_MS,
  });
  try {
    for (const { file, text } of blocks) {
      if (file !== undefined) {
        await writeFile(join(folder, file), `${text}\n`);
      }
    }
    const commands = steps.flatMap((step, index) =>
      reasons[index] === undefined ? [{ index, text: commandOf(step) }] : [],
    );
    const env = await environment(local.ready.endpoint, local.ready.region);
    return await runInOneShell(commands, { folder, env, timeoutMs: TIMEOUT_MS });
  } finally {
    await local.stop();
    await rm(folder, { recursive: true });
  }
}

function commandOf({ language, text }: Block): string {
  if (language === 'bash') {
    return text;
  }
  const document = `<<'END_OF_BLOCK'\n${text}\nEND_OF_BLOCK\n`;
  return language === 'python' ? `"$PYTHON" - ${document}` : `(cd "$PROJECT" && node - ${document})`;
}

async function environment(endpoint: string, region: string): Promise<NodeJS.ProcessEnv> {
  return {
    ...process.env,
    PYTHON,
    PORT: String(await freePort()),
    PROJECT: ROOT,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_PAGER: '',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/** Python blocks need Python itself, too. */
function needsOf({ language, needs }: Block): readonly string[] {
  return language === 'python' ? ['sys', ...needs] : needs;
}

async function missingPackages(steps: readonly Block[]): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const name of new Set(steps.flatMap(needsOf))) {
    if (!(await isThere(PYTHON, '-c', `import ${name}`))) {
      missing.push(name);
    }
  }
  return missing;
}

function whySkipped(step: Block, missing: readonly string[]): string | undefined {
  const lacking = needsOf(step).filter((name) => missing.includes(name));
  return step.whyNot ?? (lacking.length === 0 ? undefined : `${PYTHON} has no ${lacking.join(', ')}`);
}

/** Writes what there is to say of a block; gives what is wrong with it. */
function report(step: DocumentStep, reason: string | undefined, printed: Printed | undefined): string | undefined {
  const what = `docs/brief.md:${step.line} ${step.language} (${step.heading})`;
  if (reason !== undefined) {
    process.stdout.write(`skipped ${what}: ${reason}\n`);
    return undefined;
  }
  const problem = problemOf(printed, step.prints);
  if (problem !== undefined) {
    process.stdout.write(`WRONG ${what}\n${problem.replace(/^/gm, '    ')}\n`);
  } else if (VERBOSE) {
    process.stdout.write(`ok ${what}\n`);
  }
  return problem;
}

function problemOf(printed: Printed | undefined, prints: string | undefined): string | undefined {
  if (printed === undefined) {
    return 'not reached';
  }
  if (!printed.finished) {
    return `failed\n${printed.text}\n${printed.errors}`;
  }
  return prints === undefined || fits(prints, printed.text) ? undefined : `wanted:\n${prints}\ngot:\n${printed.text}`;
}

function isThere(command: string, ...args: readonly string[]): Promise<boolean> {
  return promisify(execFile)(command, [...args]).then(
    () => true,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

void main();
