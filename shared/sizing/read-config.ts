import { type ParsedConfig, parseConfig } from '../targets';
import { nodeTypeNames } from './node-catalogue';

/** `parseConfig` that also knows which node types there are. This is what handlers and the command call. */
export function readConfig(text: string, fileName?: string): ParsedConfig {
  return parseConfig(text, fileName, { nodeTypes: nodeTypeNames });
}
