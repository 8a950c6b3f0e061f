import { rootOf } from './kernel/credentials';
import type { PlatformHost } from './kernel/platform';

/** What is told once everything accepts connections. */
export interface ReadyLine {
  readonly ready: true;
  readonly endpoint: string;
  /** One discovery endpoint per cluster, in the order in which clusters were made. */
  readonly dax: readonly string[];
  readonly clusters: Readonly<Record<string, string>>;
  readonly account: string;
  readonly region: string;
  readonly speed: number;
  /** ARN by name, the stack's name in front of it left out. */
  readonly stateMachines: Readonly<Record<string, string>>;
}

interface ClusterPage {
  readonly Clusters?: readonly {
    readonly ClusterName?: string;
    readonly ClusterDiscoveryEndpoint?: { readonly URL?: string };
  }[];
  readonly NextToken?: string;
}

interface MachinePage {
  readonly stateMachines?: readonly { readonly name: string; readonly stateMachineArn: string }[];
  readonly nextToken?: string;
}

export async function readyLine(platform: PlatformHost, stackName?: string): Promise<ReadyLine> {
  const clusters = await discoveryEndpoints(platform);
  return {
    ready: true,
    endpoint: platform.endpoint(),
    dax: Object.values(clusters),
    clusters,
    account: platform.account,
    region: platform.region,
    speed: platform.clock.speed,
    stateMachines: await stateMachines(platform, `${stackName}-`),
  };
}

async function discoveryEndpoints(platform: PlatformHost): Promise<Record<string, string>> {
  const endpoints: Record<string, string> = {};
  if (platform.service('dax') === undefined) {
    return endpoints;
  }
  let NextToken: string | undefined;
  do {
    const page: ClusterPage = await platform.call('dax', 'DescribeClusters', { NextToken }, rootOf(platform.account));
    for (const { ClusterName, ClusterDiscoveryEndpoint } of page.Clusters ?? []) {
      if (ClusterName !== undefined && ClusterDiscoveryEndpoint?.URL !== undefined) {
        endpoints[ClusterName] = ClusterDiscoveryEndpoint.URL;
      }
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return endpoints;
}

async function stateMachines(platform: PlatformHost, prefix: string): Promise<Record<string, string>> {
  const machines: Record<string, string> = {};
  if (platform.service('states') === undefined) {
    return machines;
  }
  let nextToken: string | undefined;
  do {
    const page: MachinePage = await platform.call(
      'states',
      'ListStateMachines',
      { nextToken },
      rootOf(platform.account),
    );
    for (const { name, stateMachineArn } of page.stateMachines ?? []) {
      machines[name.startsWith(prefix) ? name.slice(prefix.length) : name] = stateMachineArn;
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return machines;
}
