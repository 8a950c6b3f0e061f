import { type ParsedConfig, parseConfig } from '../targets';
import { nodeTypeNames } from './node-catalogue';
import { listPrices } from './price-book';

/** `parseConfig` that also knows which node types there are. This is what handlers and the command call. */
export function readConfig(text: string, fileName?: string, place: { readonly region?: string } = {}): ParsedConfig {
  const nodeUsdPerHour = Object.fromEntries(
    Object.entries(listPrices.nodePerHour).map(([name, { usd }]) => [name, usd]),
  );
  return parseConfig(text, fileName, { nodeTypes: nodeTypeNames, nodeUsdPerHour, ...place });
}
