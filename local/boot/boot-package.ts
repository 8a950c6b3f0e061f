import type { ControllableClock } from '../kernel/clock';
import { rootOf } from '../kernel/credentials';
import type { PlatformHost } from '../kernel/platform';
import { deployStack, type Stack } from './deploy-stack';
import { readPackagedService } from './packaged-service';
import type { RoleStore } from './role-store';
import { parseTemplate } from './template';

/** Clusters and tables are made in the half hour before the boot's time, so that they are there when it begins. */
export const BOOT_LEAD_MS = 30 * 60_000;
const SETTLE_STEP_MS = 10_000;
const MAX_SETTLE_STEPS = 360;

export interface BootOptions {
  readonly platform: PlatformHost;
  /** Paused, `BOOT_LEAD_MS` before `startMs`. */
  readonly clock: ControllableClock;
  readonly roles: RoleStore;
  /** Folder that holds `.serverless`. */
  readonly serviceDir: string;
  /** Virtual time at which the service is there. */
  readonly startMs: number;
}

/** Deploys the packaged service: tables and clusters first, with the time that they take, then what reacts to them. */
export async function bootPackage({ platform, clock, roles, serviceDir, startMs }: BootOptions): Promise<Stack> {
  const packaged = await readPackagedService(serviceDir);
  return deployStack(parseTemplate(packaged.template), {
    platform,
    package: packaged,
    roles,
    caller: rootOf(platform.account),
    settle: (isThere) => settle(clock, isThere),
    onBaseReady: () => clock.advance(Math.max(startMs - clock.now(), 0)),
  });
}

/** Deploys a template that has no artefacts. Without `startMs` something follows that takes the clock to the boot's time. */
export async function bootTemplate(
  text: string,
  stackName: string,
  {
    platform,
    clock,
    roles,
    startMs,
  }: Pick<BootOptions, 'platform' | 'clock' | 'roles'> & { readonly startMs?: number },
): Promise<Stack> {
  return deployStack(parseTemplate(text), {
    platform,
    package: { template: text, stackName, artifact: async () => undefined },
    roles,
    caller: rootOf(platform.account),
    settle: (isThere) => settle(clock, isThere),
    ...(startMs === undefined ? {} : { onBaseReady: () => clock.advance(Math.max(startMs - clock.now(), 0)) }),
  });
}

async function settle(clock: ControllableClock, isThere: () => Promise<boolean>): Promise<void> {
  for (let step = 0; step < MAX_SETTLE_STEPS; step += 1) {
    if (await isThere()) {
      return;
    }
    await clock.advance(SETTLE_STEP_MS);
  }
  throw new Error(`is not ready after ${(MAX_SETTLE_STEPS * SETTLE_STEP_MS) / 60_000} virtual minutes`);
}
