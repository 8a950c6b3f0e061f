import { invalidValue } from './refusals';

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const weekMinutes = 7 * 24 * 60;
const form =
  /^(sun|mon|tue|wed|thu|fri|sat):([01]\d|2[0-3]):([0-5]\d)-(sun|mon|tue|wed|thu|fri|sat):([01]\d|2[0-3]):([0-5]\d)$/;

/** `ddd:hh24:mi-ddd:hh24:mi` in UTC, at least 60 minutes long. */
export const maintenanceWindowOf = (given: string): string => {
  const window = given.toLowerCase();
  const parts = form.exec(window);
  if (!parts) throw invalidValue(`PreferredMaintenanceWindow '${given}' must have the form ddd:hh24:mi-ddd:hh24:mi.`);
  const [, fromDay = '', fromHour, fromMinute, toDay = '', toHour, toMinute] = parts;
  const from = days.indexOf(fromDay) * 1440 + Number(fromHour) * 60 + Number(fromMinute);
  const to = days.indexOf(toDay) * 1440 + Number(toHour) * 60 + Number(toMinute);
  const minutes = (to - from + weekMinutes) % weekMinutes;
  if (minutes < 60)
    throw invalidValue(`PreferredMaintenanceWindow '${given}' is ${minutes} minutes long; at least 60.`);
  return window;
};

export const defaultMaintenanceWindow = 'thu:13:00-thu:14:00';
