import type { AccessOptions } from '@daxpilot/access';

export interface ServiceConfig {
  readonly port: number;
  readonly host: string;
  readonly table: string;
  readonly access: AccessOptions;
}

/** Reads the environment; everything that is wrong with it is said at once. */
export function configOf(env: NodeJS.ProcessEnv): ServiceConfig {
  const problems: string[] = [];
  const port = Number(env.PORT ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    problems.push(`PORT is '${env.PORT}'; it must be 0 to 65535`);
  const given = [env.DAX_ENDPOINT, env.DAX_CLUSTER, env.ENDPOINT_RECORD_TABLE].filter((value) => value !== undefined);
  if (given.length !== 1)
    problems.push('exactly one of DAX_ENDPOINT, DAX_CLUSTER and ENDPOINT_RECORD_TABLE must be set');
  const pollMs = Number(env.ENDPOINT_RECORD_POLL_MS ?? 30_000);
  if (!Number.isInteger(pollMs) || pollMs < 100)
    problems.push(`ENDPOINT_RECORD_POLL_MS is '${env.ENDPOINT_RECORD_POLL_MS}'; it must be a whole number from 100`);
  const handoverPollMs = Number(env.ENDPOINT_RECORD_HANDOVER_POLL_MS ?? 1_000);
  if (!Number.isInteger(handoverPollMs) || handoverPollMs < 100)
    problems.push(
      `ENDPOINT_RECORD_HANDOVER_POLL_MS is '${env.ENDPOINT_RECORD_HANDOVER_POLL_MS}'; it must be a whole number from 100`,
    );
  if (problems.length > 0) throw new Error(problems.join('; '));
  return {
    port,
    host: env.HOST ?? '0.0.0.0',
    table: env.TABLE_NAME ?? 'products',
    access: {
      endpoint: endpointOf(env, { pollMs, handoverPollMs }),
      ...(env.DEADLINE_MS === undefined ? {} : { deadlineMs: Number(env.DEADLINE_MS) }),
      ...(env.ITEM_TTL_MS === undefined ? {} : { itemTtlMs: Number(env.ITEM_TTL_MS) }),
      ...(env.EMF_TARGET === undefined ? {} : { telemetry: { emf: { target: env.EMF_TARGET } } }),
    },
  };
}

function endpointOf(
  { DAX_ENDPOINT, DAX_CLUSTER, ENDPOINT_RECORD_TABLE, TARGET }: NodeJS.ProcessEnv,
  polls: { readonly pollMs: number; readonly handoverPollMs: number },
): AccessOptions['endpoint'] {
  if (DAX_ENDPOINT !== undefined) return DAX_ENDPOINT.includes(',') ? DAX_ENDPOINT.split(',') : DAX_ENDPOINT;
  if (DAX_CLUSTER !== undefined) return { cluster: DAX_CLUSTER };
  return { record: { table: ENDPOINT_RECORD_TABLE ?? '', target: TARGET ?? 'products', ...polls } };
}
