import { z } from 'zod';

const keyAttribute = z.strictObject({
  name: z.string().min(1).max(255).describe('attribute name'),
  type: z.enum(['S', 'N', 'B']).default('S').describe('string, number or binary'),
});

const range = z.strictObject({
  min: z.int().min(1).max(40_000).describe('units on the day it is made, and the least that auto scaling leaves'),
  max: z.int().min(1).max(40_000).describe('the most that auto scaling sets'),
});

const throughput = z
  .strictObject({ read: range, write: range })
  .describe('units of a provisioned table or index, between which auto scaling moves');

const key = {
  partitionKey: keyAttribute,
  sortKey: keyAttribute.optional(),
  throughput: throughput.optional(),
};

const indexSchema = z.strictObject({
  ...key,
  projection: z.enum(['all', 'keys-only']).default('all').describe('attributes that the index holds'),
});

/** A table to be made: on demand, or provisioned with auto scaling of the table and of every index. */
export const indexedTableSchema = z.strictObject({
  ...key,
  billingMode: z.enum(['on-demand', 'provisioned']).default('on-demand').describe('capacity mode on the first day'),
  indexes: z
    .record(
      z
        .string()
        .regex(/^[a-zA-Z0-9_.-]{3,255}$/, 'an index name has 3-255 letters, digits, underscores, hyphens and dots'),
      indexSchema,
    )
    .default({})
    .describe('global secondary indexes'),
  timeToLive: z.string().min(1).max(255).optional().describe('attribute that holds the time of expiry'),
});

export type BootstrapTable = z.output<typeof indexedTableSchema>;
export type Throughput = z.output<typeof throughput>;
