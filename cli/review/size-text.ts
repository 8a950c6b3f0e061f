import type { ReviewedTarget } from '../../shared/review';

/** `3 x dax.r5.large, table products on-demand`. */
export const sizeText = ({ cluster, tables }: ReviewedTarget['now']): string =>
  [
    ...(cluster === null ? [] : [`${cluster.nodes} x ${cluster.nodeType}`]),
    ...tables.map(({ name, mode }) => `table ${name} ${mode}`),
  ].join(', ');
