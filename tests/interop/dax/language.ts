import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Language {
  readonly name: string;
  /** Undefined if everything is there; else what is missing. */
  missing(): string | undefined;
  /** Installs the official client into the folder, and says how to start our program there. */
  prepare(folder: string): readonly [command: string, ...args: string[]];
}

const HERE = __dirname;

export const LANGUAGES: readonly Language[] = [
  {
    name: 'python',
    missing: () => lacking('python3', ['--version']),
    prepare: (folder) => {
      run('python3', ['-m', 'venv', 'venv'], folder);
      run('venv/bin/pip', ['install', '--quiet', 'amazon-dax-client==2.1.0'], folder);
      return [join(folder, 'venv', 'bin', 'python'), join(HERE, 'python', 'client.py')];
    },
  },
  {
    name: 'go',
    missing: () => lacking('go', ['version']),
    prepare: (folder) => {
      cpSync(join(HERE, 'go'), folder, { recursive: true });
      run('go', ['mod', 'tidy'], folder);
      run('go', ['build', '-o', 'client', '.'], folder);
      return [join(folder, 'client')];
    },
  },
  {
    name: 'java',
    missing: () => lacking('javac', ['-version']) ?? lacking('mvn', ['--version']),
    prepare: (folder) => {
      cpSync(join(HERE, 'java'), folder, { recursive: true });
      run('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib'], folder);
      const classes = ['.', join('lib', '*')].join(delimiter);
      run('javac', ['-cp', classes, 'Client.java'], folder);
      return ['java', '-cp', [folder, join(folder, 'lib', '*')].join(delimiter), 'Client'];
    },
  },
];

function lacking(command: string, args: readonly string[]): string | undefined {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0 ? undefined : `${command} is not here`;
}

function run(command: string, args: readonly string[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  const result = spawnSync(command, args, { cwd: folder, encoding: 'utf8', timeout: 300_000 });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${result.stderr || result.error?.message}`);
}

export interface LineClient {
  ask(line: string): Promise<string>;
  close(): Promise<void>;
}

/** A program that answers each line with a line. */
export function startLineClient(
  command: readonly [string, ...string[]],
  endpoint: string,
  env: NodeJS.ProcessEnv,
): LineClient {
  const [program, ...args] = command;
  const child = spawn(program, [...args, endpoint], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    ask: async (line) => {
      child.stdin.write(`${line}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error('the client program ended');
      return value;
    },
    close: async () => {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(timer);
    },
  };
}
