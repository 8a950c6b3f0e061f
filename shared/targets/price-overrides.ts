import { z } from 'zod';

const usd = z.number().min(0).optional();
const discount = z.number().min(0).max(100).default(0);

/** What a contract or another Region changes in the built-in price book; what is absent keeps the built-in row. */
export const pricesSchema = z
  .strictObject({
    discountPercent: z
      .strictObject({
        onDemand: discount.describe('off on-demand requests; Database Savings Plans give up to 18'),
        provisioned: discount.describe('off provisioned capacity; Database Savings Plans give up to 12'),
        nodes: discount.describe('off DAX node hours'),
      })
      .prefault({}),
    readRequestUsdPerMillion: usd,
    writeRequestUsdPerMillion: usd,
    readUnitUsdPerHour: usd,
    writeUnitUsdPerHour: usd,
    nodeUsdPerHour: z
      .record(z.string(), z.number().min(0).describe('price of a node hour'))
      .default({})
      .describe('by node type, e.g. dax.r5.large: 0.255'),
  })
  .describe('prices that differ from the built-in book (us-east-1 list prices)');

/** Node types that the built-in catalogue lacks or describes otherwise. */
export const nodeTypesSchema = z
  .record(
    z.string().regex(/^dax\.[a-z0-9]+\.[a-z0-9]+$/, 'a node type looks like dax.r5.large'),
    z.strictObject({
      virtualCpus: z.int().min(1).describe('virtual CPUs'),
      memoryGibibytes: z.number().gt(0).describe('memory of a node'),
      normalizedRequestsPerSecond: z.number().gt(0).nullable().default(null).describe('null where AWS gives no figure'),
    }),
  )
  .describe('node types to add to the catalogue or to describe otherwise');
