/**
 * Runs as a child of run.ts: a cluster of one node over an embedded dynalite, and two ceilings of any server here, a TCP echo and a replier
 * that says a recorded answer.
 */
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { startDaxCluster } from '../../local/dax-node/index';
import { CannedReplier } from './canned-replier';
import { hitStages } from './hit-stages';
import { memoryPerItem } from './memory-per-item';

const ECHO_REPLY_BYTES = 160;

export interface ServerReady {
  readonly dax: string;
  readonly dynamodb: string;
  readonly echoPort: number;
  /** The DAX address of the canned replier. */
  readonly canned: string;
}

/** The rate model would throttle a benchmark, so a node counts one thousandth of each request. */
const SETTINGS = { nodes: 1, attributeListsFile: false, weight: () => 0.001, recordTtlMs: 0 } as const;

async function main(): Promise<void> {
  const cluster = await startDaxCluster({ ...SETTINGS, port: 0, dynamodb: { embedded: true } });
  const canned = new CannedReplier();
  const cannedPort = await canned.listen();
  const behind = await startDaxCluster({
    ...SETTINGS,
    port: 0,
    advertise: { address: '127.0.0.1', port: cannedPort },
    dynamodb: {
      endpoint: cluster.dynamodbEndpoint,
      region: cluster.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    },
  });
  canned.behind(behind.stats().nodes[0]?.port ?? 0);
  const reply = Buffer.alloc(ECHO_REPLY_BYTES, 1);
  const echo = createServer({ noDelay: true }, (socket) => {
    socket.on('data', () => socket.write(reply));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => {
    echo.listen(0, '127.0.0.1', resolve);
  });
  process.on('message', (message) => {
    if (message === 'memory') process.send?.(memoryPerItem());
    if (message === 'cpu') process.send?.(process.cpuUsage());
    if (message === 'stages') void hitStages().then((stages) => process.send?.(stages));
    if (message === 'stop') {
      canned.close();
      void Promise.all([behind.close(), cluster.close()]).then(() => process.exit(0));
    }
  });
  const ready: ServerReady = {
    dax: cluster.endpoints[0] ?? '',
    dynamodb: cluster.dynamodbEndpoint,
    echoPort: (echo.address() as AddressInfo).port,
    canned: `dax://127.0.0.1:${cannedPort}`,
  };
  process.send?.(ready);
}

void main();
