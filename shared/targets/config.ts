import { z } from 'zod';
import { policySchema } from './policy';

/** DAX cluster names: 1-20 characters, stored in lower case (DAX API reference, CreateCluster). */
export const clusterName = z
  .string()
  .regex(
    /^[a-zA-Z](?:[a-zA-Z0-9]|-(?!-|$)){0,19}$/,
    'a DAX cluster name has 1-20 letters, digits and single hyphens, begins with a letter and does not end with a hyphen',
  )
  .transform((name) => name.toLowerCase());

export const tableName = z
  .string()
  .regex(/^[a-zA-Z0-9_.-]{3,255}$/, 'a DynamoDB table name has 3-255 letters, digits, underscores, hyphens and dots');

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
});

export const configSchema = z.strictObject({
  schemaVersion: z.literal(1).default(1),
  defaults: policySchema.optional().describe('policy keys that hold for every target unless the target says otherwise'),
  targets: z.record(targetName, targetSchema).describe('what is looked after, by name'),
});

export type Target = z.output<typeof targetSchema> & { readonly name: string };
export interface Config {
  readonly schemaVersion: 1;
  readonly targets: Readonly<Record<string, Target>>;
}
