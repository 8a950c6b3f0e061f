import { z } from 'zod';
import { bootstrapSchema } from './bootstrap';
import { policySchema } from './policy';
import { whyNoName } from './resource-name';

/** DAX cluster names: 1-20 characters, stored in lower case (DAX API reference, CreateCluster). */
export const clusterName = z
  .string()
  .regex(/^[a-zA-Z](?:[a-zA-Z0-9]|-(?!-|$)){0,19}$/, { error: ({ input }) => whyNoName('cluster', input) })
  .transform((name) => name.toLowerCase());

export const tableName = z
  .string()
  .regex(/^[a-zA-Z0-9_.-]{3,255}$/, { error: ({ input }) => whyNoName('table', input) });

/** Names appear in alarm names and as ledger keys. */
export const targetName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,39}$/,
    'a target name has 1-40 lower-case letters, digits and hyphens and begins with a letter',
  );

export const targetSchema = z.strictObject({
  cluster: clusterName.optional().describe('DAX cluster; absent for a table without a cache'),
  tables: z.array(tableName).default([]).describe('DynamoDB tables behind the cluster'),
  policy: policySchema.prefault({}),
  bootstrap: bootstrapSchema
    .optional()
    .describe('what `daxpilot bootstrap` sets up; what is not described exists already'),
});

export const configSchema = z.strictObject({
  schemaVersion: z.literal(1).default(1),
  defaults: policySchema.optional().describe('policy keys that hold for every target unless the target says otherwise'),
  quotas: z
    .strictObject({
      nodes: z.int().min(1).optional().describe('DAX nodes; 50 if absent'),
      parameterGroups: z.int().min(1).optional().describe('DAX parameter groups; 20 if absent'),
      subnetGroups: z.int().min(1).optional().describe('DAX subnet groups; 50 if absent'),
    })
    .optional()
    .describe('quotas of this account and Region that AWS has raised; only told by `review`'),
  targets: z.record(targetName, targetSchema).describe('what is looked after, by name'),
});

export type Target = z.output<typeof targetSchema> & { readonly name: string };
export interface Config {
  readonly schemaVersion: 1;
  readonly quotas?: Readonly<NonNullable<z.output<typeof configSchema>['quotas']>>;
  readonly targets: Readonly<Record<string, Target>>;
}
