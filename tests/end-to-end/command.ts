import { execFile } from 'node:child_process';
import { join } from 'node:path';

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `node bin/daxpilot.cjs` as an installation has it, in a process of its own. */
export function daxpilot(folder: string, args: readonly string[], { timeoutMs = 60_000 } = {}): Promise<Ran> {
  const env = { PATH: process.env.PATH, HOME: folder, NO_COLOR: '1', AWS_EC2_METADATA_DISABLED: 'true' };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(folder, 'bin/daxpilot.cjs'), ...args],
      { cwd: folder, env, timeout: timeoutMs },
      (error, stdout, stderr) => {
        const status = error === null ? 0 : Number(error.code ?? -1);
        resolve({ status, stdout, stderr });
      },
    );
  });
}

/** What `--json` printed: nothing else may stand on stdout. */
export const printed = <Value>({ stdout }: Ran): Value => JSON.parse(stdout) as Value;
