import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { DaxCluster, DaxClusterOptions } from '@daxpilot/local';
import type { Command } from 'commander';
import { CliError, exitStatus } from '../exit';
import { portNumber, wholeNumberOf, withGlobalOptions } from '../global-options';
import { createOutput } from '../output';
import { untilStopped } from '../until-stopped';

interface DaxOptions {
  readonly json?: boolean;
  readonly region?: string;
  readonly nodes: number;
  readonly port: number;
  readonly host: string;
  readonly advertise?: string;
  readonly dynamodbEndpoint?: string;
  readonly nodeType: string;
  readonly recordTtl: number;
  readonly queryTtl: number;
  readonly accessKey?: string;
  readonly secret?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly stats?: boolean;
}

const longestTtlMs = 2 ** 31 - 1;
const statsEveryMs = 5000;

export const addDax = (program: Command, finish: (status: number) => void): void => {
  withGlobalOptions(program.command('dax'))
    .option('--nodes <n>', 'nodes of the cluster, 1 to 11', wholeNumberOf(1, 11), 1)
    .option(
      '--port <port>',
      'port of the first node, the others take the next free ones; 0 for any free ones',
      portNumber,
      8111,
    )
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--advertise <address>',
      'IP address that clients are told to connect to; default: the one that they dialled',
    )
    .option('--dynamodb-endpoint <url>', 'where the tables are; default: an empty DynamoDB in this process')
    .option('--node-type <type>', 'decides the cache memory and the modelled load', 'dax.r5.large')
    .option('--record-ttl <ms>', 'item cache; 0: items never expire', wholeNumberOf(0, longestTtlMs), 300_000)
    .option('--query-ttl <ms>', 'query cache; 0: queries are not cached', wholeNumberOf(0, longestTtlMs), 300_000)
    .option('--access-key <id>', 'accept only this access key (with --secret); default: any credentials')
    .option('--secret <key>', 'secret of --access-key')
    .option('--tls-cert <file>', 'speak daxs:// with this certificate, PEM (with --tls-key); default: dax://')
    .option('--tls-key <file>', 'private key of --tls-cert, PEM')
    .option('--stats', 'print hits, misses, evictions and memory every 5 seconds and at the end')
    .description('a local DAX cluster: the real wire protocol and a cache in front of any DynamoDB endpoint')
    .action(async (options: DaxOptions) => {
      const output = createOutput(options.json === true);
      const stopped = untilStopped();
      const region = options.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? 'us-east-1';
      const { formatStats } = await import('@daxpilot/local');
      const cluster = await startCluster(options, region);
      const ready = { ready: true, endpoints: cluster.endpoints, dynamodb: cluster.dynamodbEndpoint, region };
      if (output.json) output.line(ready);
      else
        output.note(
          `DAX: ${cluster.endpoints.join(', ')}\ntables: ${cluster.dynamodbEndpoint} (${region}); Ctrl-C ends it`,
        );
      const showStats = () => output.note(`${formatStats(cluster.stats())}\n`);
      const timer = options.stats === true ? setInterval(showStats, statsEveryMs) : undefined;
      await stopped;
      clearInterval(timer);
      if (options.stats === true) showStats();
      await cluster.close();
      finish(exitStatus.done);
    });
};

const startCluster = async (options: DaxOptions, region: string): Promise<DaxCluster> => {
  const { startDaxCluster } = await import('@daxpilot/local');
  const { port } = options;
  try {
    return await startDaxCluster({
      nodes: options.nodes,
      port,
      host: options.host,
      ...(options.advertise === undefined ? {} : { advertise: { address: options.advertise } }),
      dynamodb: dynamodbOf(options, region),
      nodeType: options.nodeType,
      recordTtlMs: options.recordTtl,
      queryTtlMs: options.queryTtl,
      credentials: credentialsOf(options),
      ...tlsOf(options),
    });
  } catch (error) {
    if (error instanceof RangeError)
      throw new CliError('use.invalid-input', error.message, exitStatus.wrongUse, [], { cause: error });
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE') {
      throw new CliError(
        'local.port-in-use',
        `--port = ${port}: the port is in use; give another one, or 0 for any free one`,
        exitStatus.unknown,
        [],
        {
          cause: error,
        },
      );
    }
    throw error;
  }
};

const dynamodbOf = ({ dynamodbEndpoint }: DaxOptions, region: string): DaxClusterOptions['dynamodb'] => {
  if (dynamodbEndpoint === undefined) return { embedded: true, region };
  if (!URL.canParse(dynamodbEndpoint) || !/^https?:$/.test(new URL(dynamodbEndpoint).protocol)) {
    throw new CliError(
      'use.invalid-input',
      `--dynamodb-endpoint = ${dynamodbEndpoint}: it must be an http or https URL`,
      exitStatus.wrongUse,
    );
  }
  const {
    AWS_ACCESS_KEY_ID: accessKeyId = 'test',
    AWS_SECRET_ACCESS_KEY: secretAccessKey = 'test',
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  return {
    endpoint: dynamodbEndpoint,
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
  };
};

const tlsOf = ({ tlsCert, tlsKey }: DaxOptions): Pick<DaxClusterOptions, 'tls'> => {
  if (tlsCert === undefined && tlsKey === undefined) return {};
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new CliError('use.invalid-input', '--tls-cert and --tls-key go together', exitStatus.wrongUse);
  }
  const tls = { cert: readPem('--tls-cert', tlsCert), key: readPem('--tls-key', tlsKey) };
  try {
    createSecureContext(tls);
  } catch (cause) {
    throw new CliError(
      'use.invalid-input',
      `--tls-cert = ${tlsCert}, --tls-key = ${tlsKey}: they must be a certificate and its private key, PEM (${(cause as Error).message})`,
      exitStatus.wrongUse,
      [],
      { cause },
    );
  }
  return { tls };
};

const readPem = (flag: string, file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CliError(
      'use.invalid-input',
      `${flag} = ${file}: it must be a file that can be read (${(cause as Error).message})`,
      exitStatus.wrongUse,
      [],
      { cause },
    );
  }
};

const credentialsOf = ({ accessKey, secret }: DaxOptions): NonNullable<DaxClusterOptions['credentials']> => {
  if (accessKey === undefined && secret === undefined) return 'any';
  if (accessKey === undefined || secret === undefined) {
    throw new CliError('use.invalid-input', '--access-key and --secret go together', exitStatus.wrongUse);
  }
  return new Map([[accessKey, secret]]);
};
