import pc from 'picocolors';
import { bar, clockText } from '../narrator';
import type { LiveMinute } from './live-minute';

/** The bands of the packaged policy, as the minute lines show them. */
const bands = { cpuHigh: 70, hitMin: 80, memoryHigh: 80 } as const;

/** A minute in one line: what the clients see, then what CloudWatch has. */
export const minuteLine = ({ atMs, client, cluster, table, ...seen }: LiveMinute): string => {
  const clients =
    client === undefined
      ? ''
      : `clients ${String(client.done).padStart(4)}/s real, p50 ${client.p50Ms.toFixed(1)} p99 ${client.p99Ms.toFixed(0)} ms, ${
          client.failed > 0 ? pc.red(`${client.failed} failed`) : '0 failed'
        }`;
  const nodes = `${seen.availableNodes} of ${seen.totalNodes} nodes`;
  const throttled = table.readThrottles > 0 ? `, ${pc.red(`${table.readThrottles} throttled`)}` : '';
  const behind = `table ${thousands(table.readUnitsPerSecond)} units/s${throttled}`;
  if (cluster === undefined)
    return `${clockText(atMs)}  ${clients} | ${nodes}, ${pc.red('no metrics')} | ${behind} (${seen.status})`;
  const { cpuPercent, hitPercent, memoryPercent } = cluster;
  const hit =
    hitPercent === undefined
      ? 'no lookups'
      : `hits ${against(hitPercent, hitPercent >= bands.hitMin)} (>= ${bands.hitMin})`;
  const memory = `memory ${against(memoryPercent, memoryPercent <= bands.memoryHigh)} (<= ${bands.memoryHigh})`;
  const perNode = cluster.nodes.map(({ requestsPerSecond }) => thousands(requestsPerSecond)).join(' ');
  return `${clockText(atMs)}  ${thousands(cluster.requestsPerSecond)} req/s  CPU ${bar(cpuPercent, bands.cpuHigh, 20)} ${cpuPercent.toFixed(0).padStart(3)} %  ${hit}  ${memory} | ${nodes}: ${perNode} | ${behind} | ${clients} (${seen.status})`;
};

const against = (percent: number, well: boolean): string => {
  const text = `${percent.toFixed(0)} %`;
  return well ? pc.green(text) : pc.red(text);
};

/** `27.4k`, `840`. */
export const thousands = (value: number): string =>
  value >= 1000 ? `${(value / 1000).toFixed(1)}k` : String(Math.round(value));
