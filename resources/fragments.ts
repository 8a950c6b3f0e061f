import { parseConfig } from '../shared/targets';
import { alarms } from './alarms';
import { roles } from './roles';
import { schedules } from './schedules';

/** What follows from the declared targets. Throws with every problem of the file at once. */
export function fragments(text: string, fileName: string) {
  const config = parseConfig(text, fileName);
  return {
    alarms: { Resources: alarms(config) },
    schedules: { Resources: schedules(config) },
    roles: { Resources: roles(config) },
  };
}
