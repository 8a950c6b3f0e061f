import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { documents, root } from './command-blocks';

/** An option that a document gives to a command of daxpilot. */
export interface NamedOption {
  readonly file: string;
  readonly command: string;
  readonly option: string;
}

export const namedOptions = (): readonly NamedOption[] =>
  documents.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\bnpx daxpilot ([a-z]+)([^`\n#]*)/g)].flatMap(
      ([, command = '', rest = '']) =>
        [...rest.matchAll(/(?<=\s|\[)--[a-z-]+/g)].map(([option]) => ({ file, command, option })),
    ),
  );

/** Those that the help of their command does not know. */
export async function unknownOptions(named: readonly NamedOption[]): Promise<readonly NamedOption[]> {
  const help = new Map<string, string>();
  for (const command of new Set(named.map((one) => one.command))) {
    const words = [join(root, 'bin/daxpilot.cjs'), command, '--help'];
    help.set(command, (await promisify(execFile)(process.execPath, words)).stdout);
  }
  return named.filter(({ command, option }) => !new RegExp(`${option}(?![a-z-])`).test(help.get(command) ?? ''));
}
