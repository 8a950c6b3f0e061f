import { readConfig } from '../shared/sizing';
import { type Config, formatProblem, type Target } from '../shared/targets';
import { alarms } from './alarms';
import { dashboard } from './dashboard/dashboard';
import { lintAlarms } from './lint/alarm-lint';
import { refuse } from './lint/finding';
import { lintTemplate } from './lint/template-lint';
import { outputs } from './outputs';
import { readDaxRights, readTracing, roles } from './roles';
import { schedules } from './schedules';
import { selfAlarms } from './self-alarms';

export interface Place {
  /** Where it is to be deployed. */
  readonly region?: string;
  /** `any-cluster`: rights to change clusters are not held to the declared ones. Default: `by-cluster`. */
  readonly daxRights?: string | undefined;
  /** `off`: functions and machines send no traces. Default: `on`. */
  readonly tracing?: string | undefined;
}

/** What follows from the declared targets. Throws with every problem of the file at once. */
export function fragments(text: string, fileName: string, { daxRights, tracing: tracingText, ...place }: Place = {}) {
  const parsed = readConfig(text, fileName, place);
  if (parsed.kind === 'invalid') {
    const many = parsed.problems.length === 1 ? 'a problem' : `${parsed.problems.length} problems`;
    throw new Error(`${fileName} has ${many}:\n${parsed.problems.map((one) => `  ${formatProblem(one)}`).join('\n')}`);
  }
  const { config } = parsed;
  const tracing = readTracing(tracingText);
  const made = {
    alarms: { Resources: alarms(config) },
    selfAlarms: { Resources: selfAlarms(config) },
    dashboard: { Resources: dashboard(config) },
    schedules: { Resources: schedules(config) },
    roles: { Resources: roles(config, { daxRights: readDaxRights(daxRights), tracing }) },
  };
  const resources = Object.assign({}, ...Object.values(made).map(({ Resources }) => Resources));
  refuse(`What follows from ${fileName}`, [...lintAlarms(resources), ...lintTemplate(resources)]);
  return {
    ...made,
    tracing,
    outputs: { Outputs: outputs(config) },
    /** What the handlers carry: validated, with every default filled in. */
    config: JSON.stringify(forHandlers(config)),
  };
}

/** How things were set up is nothing that a decision needs, and subnets and groups need not travel. */
function forHandlers(config: Config): Config {
  const targets = Object.entries(config.targets).map(([name, { bootstrap: _, ...target }]): [string, Target] => [
    name,
    target,
  ]);
  return { ...config, targets: Object.fromEntries(targets) };
}
