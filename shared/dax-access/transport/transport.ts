import type { Input, Operation, Output } from '../calls/operation';

export type CredentialsProvider = () => Promise<{
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}>;

export interface TransportSettings {
  /** `dax://host:port` or `daxs://host:port`, one or several of one cluster. */
  readonly endpoints: readonly string[];
  readonly region: string;
  readonly credentials: CredentialsProvider;
  /** How long a call waits for a connection. Must differ from `requestTimeoutMs`: the client's messages tell the two apart by it. */
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly maxConnectionsPerNode: number;
  readonly skipHostnameVerification: boolean;
}

/** How far a client knows its cluster: without a route nothing can have been sent. */
export type Routes = 'none' | 'some' | 'not-told';

/** One official client with its own retries off. Its promises may never settle. */
export interface Transport {
  call<Name extends Operation>(operation: Name, input: Input<Name>): Promise<Output<Name>>;
  routes(): Routes;
  /** Ends timers and connections; calls under way fail or never settle. */
  close(): void;
}

/** Loads the client's package and connects; both may take a while or fail. */
export type TransportFactory = (settings: TransportSettings) => Promise<Transport>;
