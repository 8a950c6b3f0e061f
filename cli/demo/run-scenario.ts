import { join } from 'node:path';
import { nearestName } from '../../shared/targets';
import { CliError, exitStatus } from '../exit';
import { createOutput } from '../output';
import { findServiceFolder, packageService } from '../package-service';
import { startPlatform } from '../start-platform';
import { readKeyTrace } from './key-trace';
import { playScenario, scenarioScale } from './live/play-scenario';
import { renderReport, reportOf } from './live/report';
import type { Scenario } from './live/scenario';
import { scenarios } from './scenarios';

export interface ScenarioOptions {
  readonly scenario?: string;
  readonly port: number;
  readonly speed?: number;
  readonly seed?: number;
  readonly keys?: string;
  readonly json?: boolean;
}

/** Real time, set-up included but not the packaging that a first run may need: with its end a scenario stays under two minutes. */
const patienceMs = 110_000;
const defaultSeed = 1;

export const scenarioNames: readonly string[] = scenarios.map(({ name }) => name);

export const scenarioList = (): string => scenarios.map(({ name, summary }) => `${name}: ${summary}`).join('\n');

/** Runs one scenario whole, on a platform of its own; the answer is the exit status. */
export const runScenario = async (name: string, options: ScenarioOptions): Promise<number> => {
  const scenario = scenarioNamed(name);
  const output = createOutput(options.json === true);
  const say = output.json ? output.note : (line: string) => process.stdout.write(`${line}\n`);
  const keyTrace = options.keys === undefined ? undefined : readKeyTrace(options.keys);
  const { seed = defaultSeed, speed = scenario.setting.speed } = options;
  const { memoryScale } = scenario.setting;
  const folder = findServiceFolder(process.cwd());
  await packageService(folder, say);
  const began = Date.now();
  const scale = scenarioScale();
  const local = await startPlatform({
    trafficScale: scale,
    port: options.port,
    daxPort: 0,
    daxNodes: true,
    speed,
    serviceDir: folder,
    ...(memoryScale === undefined ? {} : { daxMemoryScale: memoryScale }),
  });
  try {
    const played = await playScenario(local, scenario, {
      seed,
      scale,
      keyTrace,
      applicationScript: join(__dirname, 'products-service.cjs'),
      untilMs: began + patienceMs,
      say,
    });
    const report = reportOf({
      scenario,
      played,
      seed,
      speed,
      keys: options.keys,
      seconds: (Date.now() - began) / 1000,
    });
    output.result(report, renderReport);
    return report.status === 'seen' ? exitStatus.done : exitStatus.notWell;
  } finally {
    await local.stop();
  }
};

const scenarioNamed = (name: string): Scenario => {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  const near = nearestName(name, scenarioNames);
  throw new CliError(
    'use.invalid-input',
    `--scenario = ${name}: there is no such scenario${near === undefined ? '' : `; did you mean ${near}?`}`,
    exitStatus.wrongUse,
    scenarios.map((one) => `${one.name}: ${one.summary}`),
  );
};
