import type { Input, Operation, Output } from '../calls/operation';
import { bufferedRequest, plainAnswer } from './request-binary';
import type { Routes, Transport } from './transport';

/** What both official clients have in common, as far as it is used here. */
export type OfficialDax = { readonly [Name in Operation]: (input: unknown) => unknown } & {
  shutdown(): void;
  /** Not promised; read with care, and only to learn that there is no route. */
  readonly _cluster?: {
    readonly router?: { size?(): unknown };
    readonly _routes?: { size?(): unknown } | null;
  };
};

export class OfficialClient implements Transport {
  constructor(
    private readonly client: OfficialDax,
    private readonly promised: (request: unknown) => Promise<unknown>,
    /** Throws what the client meant by an error. */
    private readonly errorOf?: (error: unknown) => never,
  ) {}

  call<Name extends Operation>(operation: Name, input: Input<Name>): Promise<Output<Name>> {
    const request = this.client[operation](bufferedRequest(operation, input));
    return this.promised(request).then(plainAnswer, this.errorOf) as Promise<Output<Name>>;
  }

  routes(): Routes {
    const { _cluster: cluster } = this.client;
    if (cluster === undefined) return 'not-told';
    const table = cluster.router ?? cluster._routes;
    if (table === null) return 'none';
    const size = table?.size?.();
    if (typeof size !== 'number') return 'not-told';
    return size > 0 ? 'some' : 'none';
  }

  close(): void {
    this.client.shutdown();
  }
}
