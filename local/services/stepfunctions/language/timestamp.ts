const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** The instant of a timestamp in the profile that the States Language asks for (upper-case T, Z or offset), or undefined. */
export function instantOf(text: string): number | undefined {
  const match = RFC3339.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, , month, day, hour, minute, second] = match.map(Number) as number[];
  const possible =
    month !== undefined &&
    month >= 1 &&
    month <= 12 &&
    (day ?? 0) >= 1 &&
    (day ?? 0) <= 31 &&
    (hour ?? 24) <= 23 &&
    (minute ?? 60) <= 59 &&
    (second ?? 61) <= 59;
  const ms = Date.parse(text);
  return possible && !Number.isNaN(ms) ? ms : undefined;
}
