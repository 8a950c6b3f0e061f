import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import pc from 'picocolors';
import { awsSurveyor } from '../../shared/aws';
import { type Finding, findingCodes, makeReport, type ReviewReport, reportText } from '../../shared/review';
import type { GlobalOptions } from '../connection';
import { CliError, exitStatus } from '../exit';
import { withGlobalOptions } from '../global-options';
import { targetNamed } from '../load-config';
import { renderTable } from '../output';
import { htmlReport } from '../review/html-report';
import { sizeText } from '../review/size-text';
import { openSession } from '../session';

interface ReviewOptions extends GlobalOptions {
  readonly since: string;
  readonly html?: string;
}

export const addReview = (program: Command, finish: (status: number) => void): void => {
  withGlobalOptions(program.command('review').argument('[target]', 'declared target; all of them if absent'))
    .option('--since <length>', 'how far back: 1d to 30d', '7d')
    .option('--html <file>', 'also write the report as one HTML file that works offline')
    .description('what alarms cannot see, and what was decided, saved and advised; changes nothing')
    .action(async (name: string | undefined, options: ReviewOptions) => {
      const windowMs = lengthOf(options.since);
      const session = openSession(options);
      const { config } = session;
      const targets = name === undefined ? Object.values(config.targets) : [targetNamed(config, name)];
      const surveyor = awsSurveyor(session.connection.env);
      const report = await makeReport({ flow: session.flow, surveyor }, targets, await session.nowMs(), windowMs);
      if (options.html !== undefined) {
        writeReport(options.html, report);
        session.output.note(`wrote ${options.html}`);
      }
      session.output.result(withTimes(report), () => renderReview(report));
      finish(exitStatus.done);
    });
};

const lengthOf = (text: string): number => {
  const days = Number(/^(\d{1,2})d$/.exec(text)?.[1] ?? Number.NaN);
  if (days >= 1 && days <= 30) return days * 86_400_000;
  throw new CliError('use.invalid-input', `--since = ${text}: must be from 1d to 30d, such as 7d`, exitStatus.wrongUse);
};

const writeReport = (file: string, report: ReviewReport): void => {
  const page = htmlReport(report);
  try {
    writeFileSync(file, page);
  } catch (cause) {
    const why = [String(cause)];
    throw new CliError('use.invalid-input', `--html = ${file}: cannot be written`, exitStatus.wrongUse, why, { cause });
  }
};

/** Times for people and scripts beside those in ms. */
const withTimes = (report: ReviewReport) => ({
  ...report,
  from: new Date(report.fromMs).toISOString(),
  to: new Date(report.toMs).toISOString(),
});

const weights = { hold: pc.red, act: pc.red, look: pc.yellow } as const;

const renderReview = (report: ReviewReport): string => {
  const findings = [...report.account.findings, ...report.targets.flatMap((one) => one.findings)];
  const { used, quota } = report.account.nodes;
  return [
    reportText(report, report.targets.map(summaryOf)),
    `\nnodes in the Region: ${used} of ${quota}`,
    findings.length === 0 ? 'Nothing was found that alarms do not see.' : renderFindings(findings),
  ].join('\n');
};

const summaryOf = ({ target, now, decided }: ReviewReport['targets'][number]) => ({
  target,
  now: sizeText(now),
  decided,
});

const renderFindings = (findings: readonly Finding[]): string =>
  renderTable(
    ['finding', 'target', 'resource', 'seen', 'what to do'],
    findings.map(({ code, target, resource, text }) => [
      weights[findingCodes[code].weight](code),
      target ?? 'account',
      resource,
      text,
      findingCodes[code].todo,
    ]),
    [24, 14, 26, 46, 46],
  );
