import { type Kind, parseReplace, type ReplaceRequest } from '../../shared/replace';
import type { Config } from '../../shared/targets';
import type { GlobalOptions } from '../connection';
import { CliError, exitStatus } from '../exit';
import { targetNamed } from '../load-config';

export interface HandOverOptions extends GlobalOptions {
  readonly type?: string;
  readonly nodes?: string;
  readonly to?: string;
  readonly serviceRole?: string;
  readonly subnetGroup?: string;
  readonly held?: boolean;
  readonly raise?: boolean;
  readonly plan?: boolean;
  readonly abort?: boolean;
  readonly delete?: string;
  readonly reason?: string;
}

/** What an execution of `replace-cluster` is started with, as it was given and as it is meant. */
export interface HandOverInput {
  readonly given: Readonly<Record<string, unknown>>;
  readonly request: ReplaceRequest;
}

const ofNewCluster = ['type', 'nodes', 'serviceRole', 'subnetGroup'] as const;
const flagOf = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Everything that is wrong with it is said at once. */
export function inputOf(kind: Kind, name: string, options: HandOverOptions, config: Config): HandOverInput {
  const target = targetNamed(config, name).name;
  const given = Object.fromEntries(
    Object.entries({
      schemaVersion: 1,
      target,
      kind,
      nodeType: options.type,
      nodes: options.nodes === undefined ? undefined : numberIn(options.nodes),
      cluster: options.to,
      serviceRole: options.serviceRole,
      subnetGroup: options.subnetGroup,
      held: options.held,
      raise: options.raise,
      stop: options.abort,
      deleteCluster: options.delete,
      reason: options.reason,
    }).filter(([, value]) => value !== undefined),
  );
  const parsed = parseReplace(given, config);
  const problems = [...mixed(options), ...(parsed.kind === 'refused' ? parsed.problems : [])];
  if (parsed.kind === 'refused' || problems.length > 0)
    throw new CliError('use.invalid-input', `daxpilot ${kind} cannot do this`, exitStatus.wrongUse, problems);
  return { given, request: parsed.request };
}

/** What is no number is shown as it was written. */
const numberIn = (text: string): unknown => (/^\d+$/.test(text) ? Number(text) : text);

/** What would be ignored is refused. */
function mixed(options: HandOverOptions): readonly string[] {
  const ways = (['plan', 'abort', 'delete'] as const).filter((name) => options[name] !== undefined);
  const sizes = [...ofNewCluster, 'to', 'held', 'raise'].filter(
    (name) => options[name as keyof HandOverOptions] !== undefined,
  );
  const problems = ways.length > 1 ? [`${ways.map(flagOf).join(' and ')} do not go together`] : [];
  const way = ways.find((name) => name !== 'plan');
  if (way !== undefined && sizes.length > 0)
    problems.push(
      `${sizes.map(flagOf).join(', ')}: ${flagOf(way)} concerns what was begun before and takes no other option`,
    );
  const made = sizes.filter((name) => ofNewCluster.some((one) => one === name));
  if (options.to !== undefined && made.length > 0)
    problems.push(`${made.map(flagOf).join(', ')}: --to = ${options.to} is there already and keeps its own`);
  return problems;
}
