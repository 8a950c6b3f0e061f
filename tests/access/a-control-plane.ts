import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ControlPlane {
  readonly endpoint: string;
  /** Name to discovery endpoint, and TTL of its items. */
  readonly clusters: Map<string, { readonly endpoint: string; readonly itemTtlMs: number }>;
  close(): Promise<void>;
}

/** DescribeClusters and DescribeParameters, as far as the module asks them, for clusters whose nodes run in the test. */
export async function aControlPlane(): Promise<ControlPlane> {
  const clusters: ControlPlane['clusters'] = new Map();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const input = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
      const { status, body } = answer(String(request.headers['x-amz-target']), input, clusters);
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clusters,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(
  target: string,
  input: Record<string, unknown>,
  clusters: ControlPlane['clusters'],
): { readonly status: number; readonly body: unknown } {
  if (target.endsWith('DescribeParameters')) {
    const name = String(input.ParameterGroupName).replace('group-', '');
    const ParameterValue = String(clusters.get(name)?.itemTtlMs);
    return { status: 200, body: { Parameters: [{ ParameterName: 'record-ttl-millis', ParameterValue }] } };
  }
  const [name = ''] = input.ClusterNames as string[];
  const cluster = clusters.get(name);
  if (cluster === undefined)
    return { status: 400, body: { __type: 'ClusterNotFoundFault', message: `Cluster ${name} not found.` } };
  const url = new URL(cluster.endpoint);
  const ClusterDiscoveryEndpoint = { Address: url.hostname, Port: Number(url.port), URL: cluster.endpoint };
  const ParameterGroup = { ParameterGroupName: `group-${name}` };
  return {
    status: 200,
    body: { Clusters: [{ ClusterName: name, Status: 'available', ClusterDiscoveryEndpoint, ParameterGroup }] },
  };
}
