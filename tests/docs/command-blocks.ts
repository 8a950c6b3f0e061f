import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Block, blocksOf } from '../brief/document';

export const root = join(__dirname, '../..');

/** A program of ours or of AWS at the beginning of a line, or behind settings of the environment. */
const command = /^(?:[A-Z_]+=\S+ +)*(?:npx|npm|aws|node|terraform|curl|export|kill) /m;

/** Markdown files that git knows or would know: nothing that is ignored. */
export const documents: readonly string[] = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'],
  { cwd: root, encoding: 'utf8' },
)
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)));

export interface CommandBlock extends Block {
  readonly document: string;
  /** What it should print: the `text` block right behind it. */
  readonly prints: string | undefined;
}

/** Every fenced block of a document that somebody will copy into a shell. */
export const commandBlocks = (document: string): readonly CommandBlock[] => {
  const blocks = blocksOf(join(root, document));
  return blocks.flatMap((block, index) => {
    const { language, text } = block;
    const isShell = language === 'bash' || (['', 'sh', 'text'].includes(language) && command.test(text));
    const next = blocks[index + 1];
    return isShell ? [{ ...block, document, prints: next?.language === 'text' ? next.text : undefined }] : [];
  });
};

/** Whether one of its lines is for the AWS CLI. */
export const callsAwsCli = ({ text }: Block): boolean => /^(?:[A-Z_]+=\S+ +)*aws /m.test(text);

/** Files that a page shows: `file=NAME`. */
export const shownFiles = (document: string): readonly { readonly name: string; readonly text: string }[] =>
  blocksOf(join(root, document)).flatMap(({ file, text }) => (file === undefined ? [] : [{ name: file, text }]));

/** What a reader puts in by himself, and what is another one here: ports that may be somebody's. */
const inserted: readonly (readonly [RegExp, string])[] = [
  [/\bTARGET\b/g, 'products'],
  [/\bDECISION\b/g, '"$(newest-decision)"'],
  [/\bMACHINE_ARN\b/g, '"$MACHINE_ARN"'],
  [/http:\/\/127\.0\.0\.1:(?:4566|8000)/g, '"$AWS_ENDPOINT_URL"'],
  [/--port 8111\b/g, '--port 0'],
];

/** A block as a script that stops where the page would be wrong: `# ends with 1` at the end of a line is the exit status that it tells. */
export const scriptOf = ({ text, ready }: Block): string =>
  inserted
    .reduce((script, [what, by]) => script.replace(what, by), text)
    .split('\n')
    .map((line) => {
      const status = /# ends with (\d)/.exec(line)?.[1];
      const told = line.replace(/\s+#.*$/, '');
      if (ready !== undefined && told !== '') return `runs-until '${ready}' ${told}`;
      return status === undefined ? line : `if ${told}; then status=0; else status=$?; fi; test $status -eq ${status}`;
    })
    .join('\n');
