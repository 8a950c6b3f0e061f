import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commandBlocks, documents, root } from './command-blocks';
import { unvisited } from './walks';

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Fenced blocks and inline code: where commands stand. */
const codeOf = (text: string): readonly string[] =>
  [...text.matchAll(/```[^\n]*\n([\s\S]*?)```|`([^`\n]+)`/g)].map((match) => match[1] ?? match[2] ?? '');

test('there are documents to check', () => {
  expect(documents).toContain('README.md');
});

test.each(documents)('every relative link in %s leads to a file', (file) => {
  const links = [...textOf(file).matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
  const broken = links.filter((link) => !/^[a-z]+:/.test(link) && !existsSync(join(root, dirname(file), link)));

  expect(broken).toEqual([]);
});

test('every file and folder of the project that a document names by its path exists', () => {
  const rooms = 'bench|cli|docs|examples|functions|local|resources|scripts|shared|statemachines|tests';
  const path = new RegExp(`^(?:${rooms})/[\\w./-]*$`);
  const named = documents.flatMap((file) =>
    [...textOf(file).matchAll(/`([^`\s]+)`/g)]
      .map((match) => match[1] ?? '')
      .filter((one) => path.test(one))
      .map((one) => ({ file, path: one })),
  );
  const isThere = ({ path: one }: { readonly path: string }): boolean =>
    existsSync(join(root, one)) || existsSync(join(root, `${one}.ts`));

  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((one) => !isThere(one))).toEqual([]);
});

test('every npm script that a document names exists', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
  const named = documents.flatMap((file) =>
    codeOf(textOf(file)).flatMap((code) =>
      [...code.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map((match) => `${file}: ${match[1]}`),
    ),
  );
  const unknown = named.filter((one) => !Object.hasOwn(scripts, one.split(': ')[1] ?? ''));

  expect(unknown).toEqual([]);
});

test('every daxpilot command that a document names exists', () => {
  const help = execFileSync(process.execPath, [join(root, 'bin', 'daxpilot.cjs'), '--help'], { encoding: 'utf8' });
  const known = new Set([...help.matchAll(/^ {2}([a-z]+) /gm)].map((match) => match[1]));
  const named = documents.flatMap((file) =>
    codeOf(textOf(file)).flatMap((code) =>
      [...code.matchAll(/npx daxpilot ([a-z]+)/g)].map((match) => ({ file, command: match[1] })),
    ),
  );
  const unknown = named.filter(({ command }) => !known.has(command));

  expect(named.length).toBeGreaterThan(0);
  expect(unknown).toEqual([]);
});

test('every command block is executed, or says what else runs it, or why it cannot be', () => {
  const wrong = unvisited().flatMap(({ block, outcome }) =>
    outcome.kind === 'wrong' ? [`${block.document}:${block.line} ${outcome.problem}`] : [],
  );

  expect(wrong).toEqual([]);
});

test('what is said to run a block reads its page, or holds each of its lines', () => {
  const wrong = documents.flatMap(commandBlocks).flatMap(({ document, line, runBy, text }) => {
    if (runBy === undefined) return [];
    const program = existsSync(join(root, runBy)) ? textOf(runBy) : '';
    const lines = text.split('\n').map((one) => one.replace(/\s+#.*$/, ''));
    const isTrue = program.includes(document.split('/').at(-1) ?? '') || lines.every((one) => program.includes(one));
    return isTrue ? [] : [`${document}:${line} ${runBy}`];
  });

  expect(wrong).toEqual([]);
});

test('the README tells of every command', () => {
  const help = execFileSync(process.execPath, [join(root, 'bin', 'daxpilot.cjs'), '--help'], { encoding: 'utf8' });
  // `demo` is what `npm start` runs.
  const commands = [...help.matchAll(/^ {2}([a-z]+) /gm)].map((match) => match[1] ?? '');
  const told = codeOf(textOf('README.md')).flatMap((code) => code.split(/\s+/));

  expect(commands.length).toBeGreaterThan(15);
  expect(commands.filter((one) => !['demo', 'help'].includes(one) && !told.includes(one))).toEqual([]);
});

test('docs/rules/README.md leads to every rule', () => {
  const index = textOf('docs/rules/README.md');
  const pages = documents.filter((file) => /^docs\/rules\/.+\.md$/.test(file) && !file.endsWith('README.md'));

  expect(pages.filter((file) => !index.includes(`](${file.slice('docs/rules/'.length)})`))).toEqual([]);
});

test('docs/README.md leads to every page of docs/ and every guide', () => {
  const index = textOf('docs/README.md');
  const pages = documents.filter((file) => /^docs\/(guides\/)?[^/]+\.md$/.test(file) && file !== 'docs/README.md');

  expect(pages.filter((file) => !index.includes(`](${file.slice('docs/'.length)})`))).toEqual([]);
});
