import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fits } from '../brief/document';
import { type Printed, runInOneShell } from '../brief/shell';
import type { AService } from '../end-to-end/service-at-work';
import { hasAwsCli } from './aws-cli';
import { type CommandBlock, callsAwsCli, commandBlocks, documents, scriptOf, shownFiles } from './command-blocks';
import { serviceStage, settled } from './service-stage';
import { shellPlace } from './shell-place';

/** What runs when a page's first command does: a deployed service, or nothing, since the page starts what it needs. */
export type Stage = 'service' | 'nothing';

export interface Walk {
  readonly document: string;
  readonly stage: Stage;
}

/** Pages whose commands are executed here, each in one shell and from top to bottom. `docs/brief.md` has a runner of its own, `npm run brief`. */
export const walks: readonly Walk[] = [
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
  { document: 'docs/getting-started.md', stage: 'nothing' },
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
export type Tell = (document: string, told: readonly Told[], seconds: number) => void;

/** Blocks that are not run from here, with the reason that the page gives. */
export const elsewhere = (block: CommandBlock): Outcome | undefined => {
  if (block.runBy !== undefined) return { kind: 'elsewhere', file: block.runBy };
  if (block.whyNot !== undefined) return { kind: 'skipped', why: block.whyNot };
  return callsAwsCli(block) && !hasAwsCli() ? { kind: 'skipped', why: 'the AWS CLI is not installed' } : undefined;
};

/** What becomes of every command block of every page that no walk visits. */
export const unvisited = (): readonly Told[] =>
  documents
    .filter((document) => document !== 'docs/brief.md' && !walks.some((walk) => walk.document === document))
    .flatMap(commandBlocks)
    .map((block) => ({ block, outcome: elsewhere(block) ?? { kind: 'wrong', problem: 'nothing runs it' } }));

/**
 * Runs pages: those that share the deployed service one after the other, and beside them those that start what they need, each with a platform of its
 * own. Files that a page shows (`file=NAME`) are there from its beginning.
 */
export async function runWalks(chosen: readonly Walk[], tell: Tell): Promise<void> {
  const of = (stage: Stage): readonly string[] =>
    chosen.filter((one) => one.stage === stage).map(({ document }) => document);
  const lanes = await Promise.allSettled([onOneService(of('service'), tell), onTheirOwn(of('nothing'), tell)]);
  for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason;
}

async function onOneService(pages: readonly string[], tell: Tell): Promise<void> {
  if (pages.length === 0) return;
  const service = await serviceStage();
  try {
    for (const document of pages) {
      await toldWalk(document, service, tell);
      await settled(service);
    }
  } finally {
    await service.stop();
  }
}

async function onTheirOwn(pages: readonly string[], tell: Tell): Promise<void> {
  for (const document of pages) await toldWalk(document, undefined, tell);
}

async function toldWalk(document: string, service: AService | undefined, tell: Tell): Promise<void> {
  const startedAtMs = Date.now();
  const told = await walk(document, service);
  tell(document, told, (Date.now() - startedAtMs) / 1000);
}

async function walk(document: string, service: AService | undefined): Promise<readonly Told[]> {
  const blocks = commandBlocks(document);
  const place = await shellPlace(service?.endpoint);
  try {
    for (const { name, text } of shownFiles(document)) writeFileSync(join(place.folder, name), `${text}\n`);
    const commands = blocks.flatMap((block, index) =>
      elsewhere(block) === undefined ? [{ index, text: scriptOf(block) }] : [],
    );
    const own =
      service === undefined ? { TARGET: 'shop' } : { TARGET: 'products', MACHINE_ARN: service.machines.rightsize };
    const options = { folder: place.folder, env: { ...place.env, ...own }, timeoutMs };
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
