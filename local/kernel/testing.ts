import { openFront } from '../wire/front';
import type { ControllableClock } from './clock';
import { createLog } from './log';
import { createPlatform, type PlatformHost } from './platform';
import type { LogLine, Platform, Service } from './service';
import { createVirtualClock } from './virtual-clock';

export interface TestDoorOptions {
  /** Default 2026-01-01T00:00:00Z. */
  readonly startMs?: number;
  /** Default 1. */
  readonly speed?: number;
  /** Default true: tests move time by `clock.advance`. */
  readonly paused?: boolean;
}

export interface TestDoor {
  readonly endpoint: string;
  readonly platform: PlatformHost;
  readonly clock: ControllableClock;
  readonly lines: readonly LogLine[];
  /** Configuration for any stock SDK v3 client; one attempt, so that errors come out as they are. */
  readonly clientConfig: {
    readonly endpoint: string;
    readonly region: string;
    readonly maxAttempts: number;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** Calls `/_daxpilot/NAME`. */
  control(method: string, name: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
  stop(): Promise<void>;
}

/** The platform with the given services behind a front door on a free port: tests talk to it with stock clients over a socket. */
export async function startTestDoor(
  factories: readonly ((platform: Platform) => Service)[],
  { startMs = Date.UTC(2026, 0, 1), speed = 1, paused = true }: TestDoorOptions = {},
): Promise<TestDoor> {
  const lines: LogLine[] = [];
  const clock = createVirtualClock({
    startMs,
    speed,
    paused,
    onTaskError: (error) => log.write('clock.task-failed', { error: String(error) }),
  });
  const log = createLog(() => clock.now());
  log.onLine((line) => lines.push(line));
  const platform = createPlatform({ clock, log });
  for (const factory of factories) {
    platform.register(factory(platform));
  }
  const door = await openFront({ platform, clock, port: 0, isReady: () => true });
  return {
    endpoint: door.endpoint,
    platform,
    clock,
    lines,
    clientConfig: {
      endpoint: door.endpoint,
      region: platform.region,
      maxAttempts: 1,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    },
    async control(method, name, body) {
      const response = await fetch(`${door.endpoint}/_daxpilot/${name}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    },
    async stop() {
      await door.close();
      await platform.stop();
      clock.stop();
    },
  };
}
