import { type Traceable, traced } from './trace/traced-client';

export type Environment = Readonly<Record<string, string | undefined>>;

interface ClientConfig {
  readonly region?: string;
  readonly endpoint?: string;
  readonly maxAttempts: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: boolean;
  };
}

const connectionTimeout = 2_000;
const requestTimeout = 5_000;

/** Reads are safe to repeat: the SDK's standard retries. */
export const forReads = (env: Environment): ClientConfig => ({ ...placeOf(env), maxAttempts: 3, ...bounded });

/** A change is sent once. Whether it is sent again is decided by the flow, which looks first. */
export const forChanges = (env: Environment): ClientConfig => ({ ...placeOf(env), maxAttempts: 1, ...bounded });

type ClientClass<Client> = new (config: ClientConfig) => Client;

/** A client for reads, made when it is first asked for; a handler's calls are traced. */
export const reading = <Client extends Traceable>(Kind: ClientClass<Client>, env: Environment): (() => Client) =>
  once(() => traced(new Kind(forReads(env))));

/** The same for changes. */
export const changing = <Client extends Traceable>(Kind: ClientClass<Client>, env: Environment): (() => Client) =>
  once(() => traced(new Kind(forChanges(env))));

// Without the third, the SDK only logs that the time is over.
const bounded = { requestHandler: { connectionTimeout, requestTimeout, throwOnRequestTimeout: true } };

/** The SDK itself reads the process's environment; another one (of the command line's flags) has to be told. */
function placeOf(env: Environment): Pick<ClientConfig, 'region' | 'endpoint'> {
  const { AWS_REGION: region = env.AWS_DEFAULT_REGION, AWS_ENDPOINT_URL: endpoint } = env;
  return {
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined || endpoint === process.env.AWS_ENDPOINT_URL ? {} : { endpoint }),
  };
}

/** Makes the thing when it is first asked for: a handler that needs no client of a service builds none. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
