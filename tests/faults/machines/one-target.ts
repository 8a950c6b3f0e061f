import { type Config, configSchema } from '../../../shared/targets';

const { targets } = configSchema.parse({ targets: { products: { cluster: 'products', tables: ['products'] } } });

/** One cluster with its table. */
export const config: Config = {
  schemaVersion: 1,
  targets: Object.fromEntries(Object.entries(targets).map(([name, target]) => [name, { ...target, name }])),
};
