import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Command {
  readonly index: number;
  readonly text: string;
}

export interface Printed {
  readonly text: string;
  /** What the shell said on its error output, where this command was its last. */
  readonly errors: string;
  /** False for the command at which the shell ended. */
  readonly finished: boolean;
}

const MARK = '@@command';

/** Runs commands in one bash, so that what one sets the next one has, and stops at the first that fails. */
export async function runInOneShell(
  commands: readonly Command[],
  options: { readonly folder: string; readonly env: NodeJS.ProcessEnv; readonly timeoutMs: number },
): Promise<ReadonlyMap<number, Printed>> {
  const lines = commands.map(({ index, text }) => `printf '\\n${MARK} %s\\n' ${index}\n${text}`);
  const script = join(options.folder, 'commands.sh');
  // What was started in the background ends with the shell: it holds the shell's output open.
  const head = "set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT\n";
  await writeFile(script, `${head}${lines.join('\n')}\nprintf '\\n${MARK} end\\n'\n`);
  const child = spawn('bash', [script], {
    cwd: options.folder,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  // The whole group: a shell that waits for a program does not pass a signal on.
  const timer = setTimeout(() => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  }, options.timeoutMs);
  let text = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    errors += part;
  });
  await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  return printedIn(text, errors);
}

function printedIn(text: string, errors: string): ReadonlyMap<number, Printed> {
  const parts = text.split(`\n${MARK} `).slice(1);
  const printed = new Map<number, Printed>();
  for (const [at, part] of parts.entries()) {
    const [name, ...lines] = part.split('\n');
    if (name !== 'end') {
      const isLast = at === parts.length - 1;
      printed.set(Number(name), { text: lines.join('\n'), errors: isLast ? errors : '', finished: !isLast });
    }
  }
  return printed;
}
