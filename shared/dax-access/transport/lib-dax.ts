import { AccessError } from '../errors/access-error';
import { keepingWarningListeners } from './keep-warning-listeners';
import { OfficialClient, type OfficialDax } from './official-client';
import type { TransportFactory, TransportSettings } from './transport';

interface LibDax {
  readonly DaxDocument: new (config: Readonly<Record<string, unknown>>) => OfficialDax;
}

/** `@amazon-dax-sdk/lib-dax`, as the low-level client that its document client extends: values are translated here, by the SDK's rules. */
export const libDax: TransportFactory = async (settings) => {
  const { DaxDocument } = await load();
  const Dax = Object.getPrototypeOf(DaxDocument) as LibDax['DaxDocument'];
  return new OfficialClient(new Dax(configOf(settings)), (request) => request as Promise<unknown>, unwrapped);
};

/** The client emits its errors; where it does not know one for an error (another realm), Node wraps it. */
function unwrapped(error: unknown): never {
  const { code, context } = error as { readonly code?: string; readonly context?: unknown };
  throw code === 'ERR_UNHANDLED_ERROR' && context !== undefined ? context : error;
}

function configOf(settings: TransportSettings): Readonly<Record<string, unknown>> {
  return {
    endpoints: [...settings.endpoints],
    region: settings.region,
    credentials: settings.credentials,
    connectTimeout: settings.connectTimeoutMs,
    requestTimeout: settings.requestTimeoutMs,
    maxRetries: 0,
    maxRetryDelay: settings.connectTimeoutMs,
    maxConcurrentConnections: settings.maxConnectionsPerNode,
    skipHostnameVerification: settings.skipHostnameVerification ? true : undefined,
  };
}

async function load(): Promise<LibDax> {
  try {
    const loaded = (await keepingWarningListeners(() => import('@amazon-dax-sdk/lib-dax'))) as unknown;
    const { default: inner } = loaded as { readonly default?: LibDax };
    return 'DaxDocument' in (loaded as object) ? (loaded as LibDax) : (inner as LibDax);
  } catch (cause) {
    throw new AccessError(
      'the package @amazon-dax-sdk/lib-dax cannot be loaded: install it beside @daxpilot/access, or choose transport "amazon-dax-client"',
      { code: 'access.transport-missing', retryable: false, cause },
    );
  }
}
