import type { Platform } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';

export const DEFAULT_BUS = 'default';

export function defaultBusArn({ region, account }: Pick<Platform, 'region' | 'account'>): string {
  return `arn:aws:events:${region}:${account}:event-bus/${DEFAULT_BUS}`;
}

/** Only the default bus is there; any other is refused by its name. */
export function checkBus(nameOrArn: string | undefined, platform: Platform): void {
  if (nameOrArn !== undefined && nameOrArn !== DEFAULT_BUS && nameOrArn !== defaultBusArn(platform)) {
    const name = nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
    throw new ServiceError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
  }
}
