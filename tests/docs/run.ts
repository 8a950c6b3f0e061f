/**
 * Runs every command of the documents: `npm run docs [DOCUMENT ...]`. What cannot run here is listed with the reason that the page gives, what
 * another program runs with that program. Exit status 1 if a command fails, prints something else than the page says, or is run by nothing.
 */
import { execFileSync } from 'node:child_process';
import { runWalks, type Told, unvisited, walks } from './walks';

async function main(asked: readonly string[]): Promise<void> {
  const unknown = asked.filter((name) => !walks.some(({ document }) => document === name));
  if (unknown.length > 0)
    throw new Error(`${unknown.join(', ')}: one of ${walks.map((one) => one.document).join(', ')}`);
  const told: Told[] = asked.length === 0 ? [...unvisited()] : [];
  told.forEach(report);
  const chosen = walks.filter(({ document }) => asked.length === 0 || asked.includes(document));
  let startedAtMs = Date.now();
  await runWalks(chosen, (document, here) => {
    here.forEach(report);
    process.stdout.write(`${document}: ${((Date.now() - startedAtMs) / 1000).toFixed(0)} s\n`);
    startedAtMs = Date.now();
    told.push(...here);
  });
  const count = (kind: string): number => told.filter(({ outcome }) => outcome.kind === kind).length;
  process.stdout.write(
    `suite=docs blocks=${told.length} ran=${count('ran')} elsewhere=${count('elsewhere')} skipped=${count('skipped')} wrong=${count('wrong')}\n`,
  );
  process.exitCode = count('wrong') === 0 ? 0 : 1;
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

try {
  execFileSync('aws', ['--version'], { stdio: 'ignore' });
} catch {
  process.stdout.write('the AWS CLI is not installed: pages that call it cannot be run\n');
}
void main(process.argv.slice(2));
