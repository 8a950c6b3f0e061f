import { readConfig } from '../shared/sizing';
import { formatProblem } from '../shared/targets';
import { alarms } from './alarms';
import { roles } from './roles';
import { schedules } from './schedules';

/** What follows from the declared targets. Throws with every problem of the file at once. */
export function fragments(text: string, fileName: string) {
  const parsed = readConfig(text, fileName);
  if (parsed.kind === 'invalid') {
    const many = parsed.problems.length === 1 ? 'a problem' : `${parsed.problems.length} problems`;
    throw new Error(`${fileName} has ${many}:\n${parsed.problems.map((one) => `  ${formatProblem(one)}`).join('\n')}`);
  }
  const { config } = parsed;
  return {
    alarms: { Resources: alarms(config) },
    schedules: { Resources: schedules(config) },
    roles: { Resources: roles(config) },
    /** What the handlers carry: validated, with every default filled in. */
    config: JSON.stringify(config),
  };
}
