import { strToU8, zipSync } from 'fflate';
import { createLog } from '../../kernel/log';
import { createPlatform, type PlatformHost } from '../../kernel/platform';
import type { LogLine } from '../../kernel/service';
import { createVirtualClock } from '../../kernel/virtual-clock';
import { createLambdaService, type LambdaOptions } from './index';

export const ROLE = 'arn:aws:iam::123456789012:role/functions';

/** A platform with Lambda alone, its clock paused, its log kept. */
export function aLambdaPlatform(options: LambdaOptions = {}): {
  readonly platform: PlatformHost;
  readonly lines: LogLine[];
} {
  const clock = createVirtualClock({ startMs: Date.UTC(2026, 10, 24), paused: true });
  const platform = createPlatform({ clock, log: createLog(() => clock.now()) });
  const lines: LogLine[] = [];
  platform.log.onLine((line) => lines.push(line));
  platform.listensAt('http://127.0.0.1:9');
  platform.register(createLambdaService(platform, options));
  return { platform, lines };
}

export function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}
