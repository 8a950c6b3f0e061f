import { AccessError } from '../errors/access-error';
import { keepingWarningListeners } from './keep-warning-listeners';
import { OfficialClient, type OfficialDax } from './official-client';
import type { TransportFactory, TransportSettings } from './transport';

type ClientClass = new (config: Readonly<Record<string, unknown>>) => OfficialDax;
type Request = { promise(): Promise<unknown>; on(event: 'error', listener: () => void): void };
interface TubeModule {
  readonly ClientTube: { readonly prototype: { _cleanupListeners(): void; readonly socket?: NodeJS.EventEmitter } };
}

/** `amazon-dax-client`, which stands on the SDK's second generation. */
export const daxClientV1: TransportFactory = async (settings) => {
  const Client = await load();
  return new OfficialClient(new Client(configOf(settings)), (request) => settled(request as Request));
};

/** Its request object reports an error as an event, which without a listener ends the process, and then resolves with nothing. */
function settled(request: Request): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.on('error', (...[error]: readonly unknown[]) => reject(error));
    request.promise().then(resolve, reject);
  });
}

function configOf(settings: TransportSettings): Readonly<Record<string, unknown>> {
  return {
    endpoints: [...settings.endpoints],
    region: settings.region,
    credentialProvider: { resolvePromise: settings.credentials },
    credentials: null,
    connectTimeout: settings.connectTimeoutMs,
    requestTimeout: settings.requestTimeoutMs,
    maxRetries: 0,
    maxRetryDelay: settings.connectTimeoutMs,
    skipHostnameVerification: settings.skipHostnameVerification ? true : undefined,
  };
}

async function load(): Promise<ClientClass> {
  try {
    const loaded = (await keepingWarningListeners(() => import('amazon-dax-client'))) as unknown;
    const tube = (await import('amazon-dax-client/src/Tube.js')) as unknown;
    outliveResets(unwrapped(tube) as TubeModule);
    return unwrapped(loaded) as ClientClass;
  } catch (cause) {
    throw new AccessError(
      'the package amazon-dax-client cannot be loaded: install it beside @daxpilot/access, or choose transport "lib-dax"',
      { code: 'access.transport-missing', retryable: false, cause },
    );
  }
}

function unwrapped(loaded: unknown): unknown {
  const { default: inner } = loaded as { readonly default?: unknown };
  return inner ?? loaded;
}

const patched = new WeakSet<object>();

/** A connection that rests in its pool has no listener for errors: a reset by the server would end the process. */
function outliveResets({ ClientTube }: TubeModule): void {
  const { prototype } = ClientTube;
  if (patched.has(prototype)) return;
  patched.add(prototype);
  const cleanup = prototype._cleanupListeners;
  prototype._cleanupListeners = function cleaned(this: typeof prototype) {
    cleanup.call(this);
    this.socket?.on('error', () => {});
  };
}
