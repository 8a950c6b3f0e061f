/**
 * Runs every command of the documents: `npm run docs [DOCUMENT ...]`. What cannot run here is listed with the reason that the page gives, what
 * another program runs with that program. Exit status 1 if a command fails, prints something else than the page says, or is run by nothing, or if a
 * page names an option that its command does not have.
 */
import { namedOptions, unknownOptions } from './named-options';
import { runWalks, type Told, unvisited, walks } from './walks';

async function main(asked: readonly string[]): Promise<void> {
  const unknown = asked.filter((name) => !walks.some(({ document }) => document === name));
  if (unknown.length > 0)
    throw new Error(`${unknown.join(', ')}: one of ${walks.map((one) => one.document).join(', ')}`);
  const told: Told[] = asked.length === 0 ? [...unvisited()] : [];
  told.forEach(report);
  const startedAtMs = Date.now();
  const named = asked.length === 0 ? namedOptions() : [];
  const misnamed = await unknownOptions(named);
  for (const { file, command, option } of misnamed)
    process.stdout.write(`WRONG ${file}: daxpilot ${command} has no ${option}\n`);
  const chosen = walks.filter(({ document }) => asked.length === 0 || asked.includes(document));
  await runWalks(chosen, (document, here, seconds) => {
    here.forEach(report);
    process.stdout.write(`${document}: ${seconds.toFixed(0)} s\n`);
    told.push(...here);
  });
  const count = (kind: string): number => told.filter(({ outcome }) => outcome.kind === kind).length;
  const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(0);
  const options = `options=${named.length} unknown=${misnamed.length}`;
  process.stdout.write(
    `suite=docs blocks=${told.length} ran=${count('ran')} elsewhere=${count('elsewhere')} skipped=${count('skipped')} wrong=${count('wrong')} ${options} seconds=${seconds}\n`,
  );
  process.exitCode = count('wrong') === 0 && misnamed.length === 0 ? 0 : 1;
}

function report({ block, outcome }: Told): void {
  const place = `${block.document}:${block.line}`;
  switch (outcome.kind) {
    case 'ran':
      process.stdout.write(`ok ${place}\n`);
      break;
    case 'elsewhere':
      process.stdout.write(`run by ${outcome.file}: ${place}\n`);
      break;
    case 'skipped':
      process.stdout.write(`skipped ${place}: ${outcome.why}\n`);
      break;
    case 'wrong':
      process.stdout.write(`WRONG ${place} (${block.heading})\n${outcome.problem.replace(/^/gm, '    ')}\n`);
      break;
    default:
      outcome satisfies never;
  }
}

void main(process.argv.slice(2));
