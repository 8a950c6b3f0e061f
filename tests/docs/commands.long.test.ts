import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documents, root } from './command-blocks';
import { runWalks, type Told, walks } from './walks';

const isThere = (program: string): boolean => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const hasAwsCli = isThere('aws');
const withAwsCli = hasAwsCli ? test : test.skip;

withAwsCli(
  `every command of the documents does what its page says${hasAwsCli ? '' : ' (the AWS CLI is not installed)'}`,
  async () => {
    const told: Told[] = [];
    await runWalks(walks, (_, here) => told.push(...here));

    const wrong = told.flatMap(({ block, outcome }) =>
      outcome.kind === 'wrong' ? [`${block.document}:${block.line}\n${outcome.problem}`] : [],
    );
    expect(wrong).toEqual([]);
    expect(told.filter(({ outcome }) => outcome.kind === 'ran').length).toBeGreaterThan(15);
  },
  30 * 60_000,
);

test('every option of daxpilot that a document names is one of its command', () => {
  const named = documents.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\bnpx daxpilot ([a-z]+)([^`\n#]*)/g)].flatMap(
      ([, command = '', rest = '']) =>
        [...rest.matchAll(/(?<=\s|\[)--[a-z-]+/g)].map(([option]) => ({ file, command, option })),
    ),
  );
  const commands = [...new Set(named.map(({ command }) => command))];
  const help = new Map(
    commands.map((command) => [
      command,
      execFileSync(process.execPath, [join(root, 'bin/daxpilot.cjs'), command, '--help'], { encoding: 'utf8' }),
    ]),
  );
  const isKnown = ({ command, option }: (typeof named)[number]): boolean =>
    new RegExp(`${option}(?![a-z-])`).test(help.get(command) ?? '');

  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((one) => !isKnown(one))).toEqual([]);
});
