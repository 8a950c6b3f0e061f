import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type RunningConsole, startConsole } from '../console/start-console';
import { type Act, play } from '../demo/play';
import { runScenario, type ScenarioOptions, scenarioList, scenarioNames } from '../demo/run-scenario';
import { parseSeries, scaleToStart, steepestStretch } from '../demo/series';
import { CliError, exitStatus } from '../exit';
import { portNumber, speedFactor, wholeNumberOf } from '../global-options';
import { renderTable, usd } from '../output';
import { findServiceFolder, packageService } from '../package-service';
import { openSession } from '../session';
import { startPlatform } from '../start-platform';
import { untilStopped } from '../until-stopped';

interface DemoOptions extends ScenarioOptions {
  readonly replay?: string;
  readonly open?: boolean;
}

const defaultSpeed = 60;

/** Minutes of a recording that are played, and the load at which it begins: 49 % of three r5.large. */
const playedMinutes = 60;
const startRequestsPerSecond = 64_000;
const patienceMs = 105_000;

export const addDemo = (program: Command, finish: (status: number) => void): void => {
  program
    .command('demo')
    .description('the whole product on this machine in under two minutes: alarm, state machine, change, alarm cleared')
    .option('--replay <file>', 'a recorded series as timestamp,value; default: an evening campaign')
    .option('--port <port>', 'port of the platform, 0 for any free one', portNumber, 0)
    .option('--speed <factor>', "virtual seconds per second; default 60, or the scenario's own", speedFactor)
    .option('--open', 'keep the platform running at the end')
    .option('--scenario <name>', `real traffic instead of a recording:\n${scenarioList()}`)
    .option('--seed <number>', 'with --scenario: seed of its traffic; default 1', wholeNumberOf(0, 2 ** 31 - 1))
    .option(
      '--keys <file>',
      'with --scenario: a key trace (big-endian 32-bit numbers, .gz or plain) instead of drawn keys',
    )
    .option('--json', 'with --scenario: one JSON object on stdout, everything else on stderr')
    .action(async (options: DemoOptions) => {
      refuseMixed(options);
      if (options.scenario !== undefined) {
        finish(await runScenario(options.scenario, options));
        return;
      }
      const { speed = defaultSpeed } = options;
      const say = (line: string) => process.stdout.write(`${line}\n`);
      const began = Date.now();
      const series = readSeries(options.replay);
      const folder = findServiceFolder(process.cwd());
      await packageService(folder, say);
      const local = await startPlatform({ port: options.port, daxPort: 0, speed, serviceDir: folder });
      let page: RunningConsole | undefined;
      try {
        say(`The packaged service runs on ${local.ready.endpoint} at ${speed} x real time.`);
        page = await startConsole(
          openSession({ endpoint: local.ready.endpoint, config: join(folder, 'daxpilot.yml') }),
        );
        say(`Look on in a browser: ${page.url}`);
        const { acts, complete } = await play(local, {
          series,
          patienceMs,
          mustCalm: options.replay === undefined,
          say,
        });
        say(`\n${summary(acts)}`);
        say(`${((Date.now() - began) / 1000).toFixed(0)} s of real time.\n${further}`);
        if (options.open === true) {
          say(`The platform keeps running on ${local.ready.endpoint}, the page on ${page.url}; Ctrl-C ends both.`);
          await untilStopped();
        }
        finish(complete ? exitStatus.done : exitStatus.notWell);
      } finally {
        await page?.close();
        await local.stop();
      }
    });
};

/** Options of the recorded demo and of the scenarios do not mix: what would be ignored is refused. */
const refuseMixed = (options: DemoOptions): void => {
  const foreign = options.scenario === undefined ? (['seed', 'keys', 'json'] as const) : (['replay', 'open'] as const);
  const given = foreign.filter((name) => options[name] !== undefined);
  if (given.length === 0) return;
  const rule = options.scenario === undefined ? 'belongs to --scenario NAME' : 'does not go together with --scenario';
  throw new CliError(
    'use.invalid-input',
    'options that do not belong together',
    exitStatus.wrongUse,
    given.map((name) => `--${name} = ${String(options[name])}: ${rule}`),
  );
};

const readSeries = (file: string | undefined): readonly number[] => {
  const path = file ?? join(__dirname, '..', 'cli', 'demo', 'evening-campaign.csv');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CliError(
      'use.invalid-input',
      `--replay = ${path}: the file cannot be read`,
      exitStatus.wrongUse,
      [String(cause)],
      { cause },
    );
  }
  const parsed = parseSeries(text);
  if (parsed.kind === 'invalid')
    throw new CliError('use.invalid-input', `--replay = ${path}: ${parsed.problem}`, exitStatus.wrongUse);
  if (file === undefined) return parsed.values;
  return scaleToStart(
    steepestStretch(parsed.values, playedMinutes),
    Math.floor(playedMinutes / 4),
    startRequestsPerSecond,
  );
};

const minutesBetween = (from: number | undefined, to: number | undefined): string =>
  from === undefined || to === undefined ? '-' : `${Math.round((to - from) / 60_000)} min`;

const summary = (acts: readonly Act[]): string =>
  renderTable(
    ['act', 'alarm', 'change', 'alarm to change done', 'alarm to calm', 'cost a month'],
    acts.map((act) => [
      act.title,
      act.alarmAtMs === undefined ? 'never fired' : act.alarm,
      act.change ?? '-',
      minutesBetween(act.alarmAtMs, act.appliedAtMs),
      minutesBetween(act.alarmAtMs, act.okAtMs),
      act.costUsdPerMonth === undefined
        ? '-'
        : `${usd(act.costUsdPerMonth.before)} -> ${usd(act.costUsdPerMonth.after)}`,
    ]),
  );

const further = `To look further:
  npm start -- --open                    keep this running; then, with the endpoint that it prints as --endpoint:
  npx daxpilot history --endpoint URL    the decisions, and npx daxpilot explain DECISION for one of them
  npx daxpilot health products --endpoint URL
  npm start -- --replay FILE.csv         another recording (timestamp,value)
  npm start -- --scenario NAME           real traffic through the products service instead: ${scenarioNames.join(', ')}`;
