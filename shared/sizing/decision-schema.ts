import { z } from 'zod';
import type { Decision } from './decision';

const throughput = z.strictObject({
  read: z.number(),
  write: z.number(),
  indexes: z.array(z.strictObject({ name: z.string(), read: z.number(), write: z.number() })),
});
const mode = z.enum(['provisioned', 'on-demand']);
const ttl = z.strictObject({
  itemMs: z.number().describe('0: items never expire'),
  queryMs: z.number().describe('0: query results are not cached'),
});

const action = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('set-node-count'), cluster: z.string(), from: z.int(), to: z.int() }),
  z.strictObject({
    kind: z.literal('set-billing-mode'),
    table: z.string(),
    from: mode,
    to: mode,
    throughput: throughput.exactOptional().describe('first units, on the way to provisioned'),
  }),
  z.strictObject({
    kind: z.literal('replace-node-type'),
    cluster: z.string(),
    from: z.string(),
    to: z.string(),
    nodes: z.int(),
  }),
  z.strictObject({ kind: z.literal('set-throughput'), table: z.string(), from: throughput, to: throughput }),
  z.strictObject({ kind: z.literal('set-cache-ttl'), cluster: z.string(), from: ttl, to: ttl }),
  z.strictObject({ kind: z.literal('remove-cluster'), cluster: z.string(), nodeType: z.string(), nodes: z.int() }),
]);

const evidence = z.strictObject({
  reading: z.string().describe('stable name, e.g. cpu, cacheMemory, hitRate'),
  kind: z.enum(['value', 'zero', 'unknown']),
  value: z.number().exactOptional(),
  unit: z.string().exactOptional(),
  low: z.number().exactOptional(),
  high: z.number().exactOptional(),
  verdict: z.enum(['in-band', 'below', 'above', 'unknown', 'info']),
  resource: z.string().exactOptional().describe('the table it was read of; absent for the cluster'),
  ageMs: z.number().exactOptional(),
  coveragePercent: z.number().exactOptional(),
  text: z.string().describe('one sentence for people'),
});

const usd = z.number().nullable().describe('null where the price book has no price or there is no history');
const option = z.strictObject({
  name: z.string(),
  costUsdPerMonth: z.number(),
  missUsdPerMonth: z.number().exactOptional().describe('reads of the tables that misses cause'),
  changeUsdPerMonth: z.number().exactOptional().describe('what getting there costs once'),
});

/** A decision as `plan --json` and the ledger have it. Members are added, never renamed. */
export const decisionSchema = z.strictObject({
  schemaVersion: z.literal(1),
  target: z.string(),
  verdict: z.enum(['hold', 'recommend', 'apply']),
  action: action.nullable(),
  reasonCodes: z.array(z.string()).min(1).describe('most important first'),
  evidence: z.array(evidence),
  warnings: z.array(z.string()),
  costUsdPerMonth: z.strictObject({ before: usd, after: usd }),
  chosen: option.exactOptional(),
  runnerUp: option.exactOptional(),
  marginUsdPerMonth: z.number().exactOptional().describe('what the runner-up costs more than the chosen option'),
  rejected: z.array(z.strictObject({ option: z.string(), reasonCode: z.string() })),
});

/** Fails to compile where the type and the schema say different things. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
type Mutable<T> = { -readonly [K in keyof T]: T[K] extends object | null | undefined ? Mutable<T[K]> : T[K] };
export const schemaMatchesType: Same<Mutable<z.output<typeof decisionSchema>>, Mutable<Decision>> = true;
