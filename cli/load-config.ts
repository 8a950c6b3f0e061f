import { readFileSync } from 'node:fs';
import { readConfig } from '../shared/sizing';
import { type Config, formatProblem, nearestName, type Target } from '../shared/targets';
import { CliError, exitStatus } from './exit';

/** Reads and checks the config file; every problem is listed with its place, value, rule and nearest name. */
export const loadConfig = (file: string, place: { readonly region?: string } = {}): Config => {
  const parsed = readConfig(readText(file), file, place);
  if (parsed.kind === 'config') return parsed.config;
  throw new CliError(
    'use.invalid-config',
    `${file}: ${parsed.problems.length} problem${parsed.problems.length === 1 ? '' : 's'}`,
    exitStatus.wrongUse,
    parsed.problems.map(formatProblem),
  );
};

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CliError(
      'use.invalid-config',
      `--config = ${file}: the file cannot be read`,
      exitStatus.wrongUse,
      [String(cause)],
      {
        cause,
      },
    );
  }
};

/** A declared target by its name. */
export const targetNamed = (config: Config, name: string): Target => {
  const target = Object.hasOwn(config.targets, name) ? config.targets[name] : undefined;
  if (target !== undefined) return target;
  const known = Object.keys(config.targets);
  const near = nearestName(name, known);
  throw new CliError(
    'use.unknown-target',
    `TARGET = ${name}: no such target is declared${near === undefined ? `; declared: ${known.join(', ') || 'none'}` : `, did you mean ${near}?`}`,
    exitStatus.wrongUse,
  );
};
