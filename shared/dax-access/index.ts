export type { BreakerSettings } from './calls/breaker';
export { type Access, type AccessState, openAccess } from './open-access';
export type { AccessOptions } from './options/options';
