import { z } from 'zod';
import { indexedTableSchema } from './bootstrap-table';
import { whyNoName } from './resource-name';

const fiveMinutesMs = 5 * 60_000;

const regionName = z
  .string()
  .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'a Region looks like eu-west-1')
  .describe('Region that the subnets and groups below are in; packaging for another one is refused');

const id = (prefix: 'vpc' | 'subnet') =>
  z.string().regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), `looks like ${prefix}-0123456789abcdef0`);

/** The port is opened to members of groups and never to addresses. */
const securityGroupId = z.string().regex(/^sg-[0-9a-f]{8,17}$/, {
  error: ({ input }) => whyNoGroup(typeof input === 'string' ? input : ''),
});

function whyNoGroup(text: string): string {
  const mend = 'name the security group of the application tier (sg-...), or leave this out and one is made';
  if (text === '0.0.0.0/0' || text === '::/0') return `would open the cluster's port to the world: ${mend}`;
  if (/^[0-9a-f.:]+\/\d+$/i.test(text))
    return `would open the cluster's port to every host with such an address: ${mend}`;
  return 'looks like sg-0123456789abcdef0';
}

const tableName = z.string().regex(/^[a-zA-Z0-9_.-]{3,255}$/, { error: ({ input }) => whyNoName('table', input) });

/** What the bootstrap stack makes for a target. Everything that is absent is adopted: it exists under the target's names. */
export const bootstrapSchema = z.strictObject({
  region: regionName.optional(),
  network: z
    .strictObject({
      vpc: id('vpc').describe('VPC of the cluster and of the application tier'),
      subnets: z
        .array(id('subnet'))
        .min(1)
        .max(20)
        .describe('subnets of the DAX subnet group, best one per zone in three zones; DAX takes up to 20'),
      applicationGroups: z
        .array(securityGroupId)
        .min(1)
        .max(20)
        .optional()
        .describe('security groups of the application tier, to which alone the port is open; absent: one is made'),
    })
    .optional(),
  cluster: z
    .strictObject({
      nodeType: z.string().describe('e.g. dax.r5.large; it cannot be changed in place'),
      nodes: z
        .int()
        .min(1)
        .max(11)
        .default(3)
        .describe('nodes on the day it is made; from then on the control plane decides'),
      tls: z.boolean().default(true).describe('encryption in transit, port 9111; false: port 8111. Immutable'),
      encryptionAtRest: z.boolean().default(true).describe('encryption at rest. Immutable'),
      recordTtlMs: z.int().min(0).default(fiveMinutesMs).describe('TTL of the item cache; 0: items never expire'),
      queryTtlMs: z.int().min(0).default(fiveMinutesMs).describe('TTL of the query cache; 0: results are not cached'),
      networkType: z.enum(['ipv4', 'ipv6', 'dual_stack']).default('ipv4').describe('addresses of the nodes. Immutable'),
      maintenanceWindow: z
        .string()
        .regex(
          /^(?:mon|tue|wed|thu|fri|sat|sun):[0-2]\d:[0-5]\d-(?:mon|tue|wed|thu|fri|sat|sun):[0-2]\d:[0-5]\d$/,
          'looks like sun:05:00-sun:06:00 (UTC)',
        )
        .optional()
        .describe('weekly window for changes by AWS, UTC; absent: AWS chooses'),
    })
    .optional(),
  application: z
    .strictObject({
      access: z
        .enum(['read', 'read-write'])
        .default('read-write')
        .describe("what the application tier's role may do with items, through the cluster and around it"),
    })
    .prefault({}),
  tables: z
    .record(tableName, indexedTableSchema)
    .default({})
    .describe('tables of the target that are to be made; all others exist already'),
});

export type Bootstrap = z.output<typeof bootstrapSchema>;
