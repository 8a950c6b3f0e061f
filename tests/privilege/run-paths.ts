import type { Role } from '../../local/boot/role-store';
import { type AService, aService, type UsedRight } from '../end-to-end/service-at-work';
import { privilegeBootstrap, privilegeConfig } from './config';
import type { Path } from './path';

export interface Recorded {
  readonly roles: readonly Role[];
  readonly used: readonly UsedRight[];
  readonly denied: readonly UsedRight[];
}

/** The packaged service with the bootstrap stack, on a platform of its own. */
export const aPrivilegedService = (path: Pick<Path, 'wokenBy'>, folder?: string): Promise<AService> =>
  aService({
    config: privilegeConfig,
    bootstrap: privilegeBootstrap(),
    ...(path.wokenBy === undefined ? {} : { wokenBy: path.wokenBy }),
    ...(folder === undefined ? {} : { folder }),
  });

/** What the roles used on one path. */
export async function recorded(path: Path): Promise<Recorded> {
  const service = await aPrivilegedService(path);
  try {
    await path.run(service);
    return { roles: service.roles, used: await service.used(), denied: await service.denied() };
  } finally {
    await service.stop();
  }
}
