import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fits } from '../brief/document';
import { type Printed, runInOneShell } from '../brief/shell';
import type { AService } from '../end-to-end/service-at-work';
import { type CommandBlock, commandBlocks, documents, scriptOf, shownFiles } from './command-blocks';
import { serviceStage } from './service-stage';
import { shellPlace } from './shell-place';

/** What runs when a page's first command does: a deployed service, or nothing, since the page starts what it needs. */
export type Stage = 'service' | 'nothing';

/** Pages whose commands are executed here, each in one shell and from top to bottom. `docs/brief.md` has a runner of its own, `npm run brief`. */
export const walks: readonly { readonly document: string; readonly stage: Stage }[] = [
  { document: 'README.md', stage: 'service' },
  { document: 'docs/service.md', stage: 'service' },
  { document: 'docs/console.md', stage: 'service' },
  { document: 'docs/handover.md', stage: 'service' },
  { document: 'docs/dax-node.md', stage: 'service' },
  { document: 'docs/deploying.md', stage: 'service' },
  { document: 'docs/upgrading.md', stage: 'service' },
  // The last of them: it takes the ledger away.
  { document: 'docs/removing.md', stage: 'service' },
  { document: 'docs/adopting.md', stage: 'nothing' },
];
const timeoutMs = 15 * 60_000;

export type Outcome =
  | { readonly kind: 'ran' }
  | { readonly kind: 'wrong'; readonly problem: string }
  | { readonly kind: 'elsewhere'; readonly file: string }
  | { readonly kind: 'skipped'; readonly why: string };
export interface Told {
  readonly block: CommandBlock;
  readonly outcome: Outcome;
}

/** Blocks that are not run from here, with the reason that the page gives. */
export const elsewhere = (block: CommandBlock): Outcome | undefined => {
  if (block.runBy !== undefined) return { kind: 'elsewhere', file: block.runBy };
  return block.whyNot === undefined ? undefined : { kind: 'skipped', why: block.whyNot };
};

/** What becomes of every command block of every page that no walk visits. */
export const unvisited = (): readonly Told[] =>
  documents
    .filter((document) => document !== 'docs/brief.md' && !walks.some((walk) => walk.document === document))
    .flatMap(commandBlocks)
    .map((block) => ({ block, outcome: elsewhere(block) ?? { kind: 'wrong', problem: 'nothing runs it' } }));

/** Runs pages one after the other. Files that a page shows (`file=NAME`) are there from its beginning. */
export async function runWalks(
  chosen: typeof walks,
  tell: (document: string, told: readonly Told[]) => void,
): Promise<void> {
  const isNeeded = chosen.some(({ stage }) => stage === 'service');
  const service = isNeeded ? await serviceStage() : undefined;
  try {
    for (const { document, stage } of chosen) {
      tell(document, await walk(document, stage === 'service' ? service : undefined));
    }
  } finally {
    await service?.stop();
  }
}

async function walk(document: string, service: AService | undefined): Promise<readonly Told[]> {
  const blocks = commandBlocks(document);
  const place = await shellPlace(service?.endpoint);
  try {
    for (const { name, text } of shownFiles(document)) writeFileSync(join(place.folder, name), `${text}\n`);
    const commands = blocks.flatMap((block, index) =>
      elsewhere(block) === undefined ? [{ index, text: scriptOf(block) }] : [],
    );
    const machines = service === undefined ? {} : { MACHINE_ARN: service.machines.rightsize };
    const options = { folder: place.folder, env: { ...place.env, ...machines }, timeoutMs };
    const printed = await runInOneShell(commands, options);
    return blocks.map((block, index) => ({
      block,
      outcome: elsewhere(block) ?? outcomeOf(printed.get(index), block.prints),
    }));
  } finally {
    place.leave();
  }
}

function outcomeOf(printed: Printed | undefined, prints: string | undefined): Outcome {
  if (printed === undefined) return { kind: 'wrong', problem: 'not reached' };
  if (!printed.finished) return { kind: 'wrong', problem: `failed\n${printed.text}\n${printed.errors}` };
  if (prints === undefined || fits(prints, printed.text)) return { kind: 'ran' };
  return { kind: 'wrong', problem: `wanted:\n${prints}\ngot:\n${printed.text}` };
}
