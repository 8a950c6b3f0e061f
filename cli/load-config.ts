import { readFileSync } from 'node:fs';
import { type Config, parseConfig, type Target } from '../shared/targets';
import { nearestName } from '../shared/targets/nearest-name';
import { CliError, exitStatus } from './exit';

/** Reads and checks the config file; every problem is listed with its place, value, rule and nearest name. */
export const loadConfig = (file: string): Config => {
  const parsed = parseConfig(readConfigFile(file), file);
  if (parsed.kind === 'config') return parsed.config;
  throw new CliError(
    'use.invalid-config',
    `${file}: ${parsed.problems.length} problem${parsed.problems.length === 1 ? '' : 's'}`,
    exitStatus.wrongUse,
    parsed.problems.map(problemText),
  );
};
