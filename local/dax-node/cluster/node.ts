import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { NodeCache } from '../cache/node-cache';
import { Connection, type ConnectionSettings } from './connection';
import type { ClusterContext, NodeContext } from './context';
import { Counters } from './counters';
import { LoadModel } from './load-model';

export interface NodeSettings {
  readonly id: string;
  /** The number of the node in discovery answers. */
  readonly number: number;
  readonly host: string;
  readonly availabilityZone: string;
  readonly tls: { readonly key: string | Buffer; readonly cert: string | Buffer } | undefined;
  readonly requestsPerSecond: number;
  readonly memoryBytes: number;
  weight(): number;
  now(): number;
  paused(): boolean;
  recordTtlMs(): number;
  queryTtlMs(): number;
  fixedBytes(): number;
}

/** One node of a cluster: a port, a cache, and what is counted of them. */
export class DaxNode implements NodeContext {
  readonly id: string;
  readonly number: number;
  readonly availabilityZone: string;
  readonly cache: NodeCache;
  readonly counters: Counters;
  readonly load: LoadModel;
  readonly createdAtMs: number;
  private server: Server | undefined;
  private readonly connections = new Set<Connection>();
  private boundPort = 0;

  constructor(
    readonly cluster: ClusterContext,
    private readonly settings: NodeSettings,
    private readonly connectionSettings: ConnectionSettings,
  ) {
    this.id = settings.id;
    this.number = settings.number;
    this.availabilityZone = settings.availabilityZone;
    this.createdAtMs = settings.now();
    this.cache = new NodeCache({
      limitBytes: settings.memoryBytes,
      recordTtlMs: settings.recordTtlMs,
      queryTtlMs: settings.queryTtlMs,
      now: settings.now,
      fixedBytes: settings.fixedBytes,
    });
    this.counters = new Counters(settings.weight);
    this.load = new LoadModel({
      requestsPerSecond: settings.requestsPerSecond,
      now: settings.now,
      weight: settings.weight,
      paused: settings.paused,
    });
  }

  get port(): number {
    return this.boundPort;
  }

  get connectionCount(): number {
    return this.connections.size;
  }

  /** Rejects if the port is taken. */
  async listen(port: number): Promise<void> {
    const { tls, host } = this.settings;
    const accept = (socket: Socket): void => this.accept(socket);
    const server =
      tls === undefined
        ? createServer({ noDelay: true }, accept)
        : createTlsServer({ key: tls.key, cert: tls.cert }, accept);
    server.on('tlsClientError', () => undefined);
    server.on('error', () => undefined);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host, backlog: 1024 }, resolve);
    });
    this.server = server;
    this.boundPort = (server.address() as AddressInfo).port;
  }

  /** Takes no new connections; those that are open are served on. */
  stopListening(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    return new Promise((resolve) => {
      if (server === undefined) resolve();
      else {
        server.close();
        resolve();
      }
    });
  }

  /** Ends everything at once, as a crash would. */
  async kill(): Promise<void> {
    for (const connection of this.connections) connection.destroy();
    await this.stopListening();
  }

  private accept(socket: Socket): void {
    const connection = new Connection(socket, this, this.connectionSettings);
    this.connections.add(connection);
    socket.on('close', () => this.connections.delete(connection));
  }
}
