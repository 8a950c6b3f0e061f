import { readFileSync } from 'node:fs';

/** A fenced block of a document. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** Where its fence stands, from 1. */
  readonly line: number;
  readonly heading: string;
  /** `file=NAME`: it is written, not run. */
  readonly file?: string;
  /** `needs=A,B`: Python packages without which it is skipped. */
  readonly needs: readonly string[];
  /** `no-run="WHY"`: it is for reading only. */
  readonly whyNot?: string;
  /** `run-by=FILE`: another program runs it as it stands there. */
  readonly runBy?: string;
  /** `ready="TEXT"`: its commands go on until somebody ends them, and say this once they are up. */
  readonly ready?: string;
}

/** A block that is run, and what it should print: the `text` block behind it. */
export interface DocumentStep extends Block {
  readonly prints: string | undefined;
}

const RUN: readonly string[] = ['bash', 'python', 'javascript'];

export function blocksOf(path: string): readonly Block[] {
  const blocks: Block[] = [];
  let heading = '';
  let open:
    | { readonly info: string; readonly language: string; readonly line: number; readonly lines: string[] }
    | undefined;
  for (const [index, text] of readFileSync(path, 'utf8').split('\n').entries()) {
    const fence = /^```(\w*)\s*(.*)$/.exec(text);
    if (fence !== null && open === undefined) {
      open = { language: fence[1] ?? '', info: fence[2] ?? '', line: index + 1, lines: [] };
    } else if (fence !== null && open !== undefined) {
      const { language, info, line, lines } = open;
      blocks.push({ language, line, heading, text: lines.join('\n'), ...marksOf(info) });
      open = undefined;
    } else if (open !== undefined) {
      open.lines.push(text);
    } else if (text.startsWith('#')) {
      heading = text.replace(/^#+\s*/, '');
    }
  }
  return blocks;
}

function marksOf(info: string): Pick<Block, 'file' | 'needs' | 'whyNot' | 'runBy' | 'ready'> {
  const mark = (name: string): string | undefined =>
    new RegExp(`\\b${name}=(?:"([^"]*)"|(\\S+))`).exec(info)?.slice(1).find(Boolean);
  const file = mark('file');
  const whyNot = mark('no-run');
  const runBy = mark('run-by');
  const ready = mark('ready');
  return {
    needs: mark('needs')?.split(',') ?? [],
    ...(file === undefined ? {} : { file }),
    ...(whyNot === undefined ? {} : { whyNot }),
    ...(runBy === undefined ? {} : { runBy }),
    ...(ready === undefined ? {} : { ready }),
  };
}

export function stepsOf(blocks: readonly Block[]): readonly DocumentStep[] {
  return blocks
    .map((block, index) => {
      const next = blocks[index + 1];
      return { ...block, prints: next?.language === 'text' ? next.text : undefined };
    })
    .filter(({ language, file }) => file === undefined && RUN.includes(language));
}

/** Whether a text is what was said; `…` stands for any characters of a line. */
export function fits(said: string, actual: string): boolean {
  const pattern = said
    .trim()
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`).test(actual.trim());
}

/** What the document's command lines call, as `service operation` in the words of the AWS CLI, each once. */
export function commandsIn(blocks: readonly Block[]): readonly string[] {
  const commands = blocks
    .filter(({ language, whyNot }) => language === 'bash' && whyNot === undefined)
    .flatMap(({ text }) =>
      [...text.matchAll(/\baws ([a-z0-9-]+) ([a-z-]+)/g)].map(([, service, name]) => `${service} ${name}`),
    );
  return [...new Set(commands)].sort();
}
