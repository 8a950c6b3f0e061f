/** Where the command talks to: AWS by default, the local platform with `--local`, any other endpoint with `--endpoint`. */
export interface Connection {
  readonly kind: 'aws' | 'endpoint';
  readonly endpoint?: string;
  readonly region: string;
  /** Environment under which the AWS clients are made. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface GlobalOptions {
  readonly json?: boolean;
  readonly config?: string;
  readonly region?: string;
  readonly local?: boolean;
  readonly endpoint?: string;
}

const localEndpoint = 'http://127.0.0.1:4566';

export const connectionFrom = (options: GlobalOptions, env: NodeJS.ProcessEnv = process.env): Connection => {
  const endpoint = options.endpoint ?? (options.local ? (env.AWS_ENDPOINT_URL ?? localEndpoint) : undefined);
  const region = options.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1';
  if (endpoint === undefined) return { kind: 'aws', region, env: { ...env, AWS_REGION: region } };
  const credentials = options.local
    ? { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_SESSION_TOKEN: undefined }
    : {
        AWS_ACCESS_KEY_ID: env.AWS_ACCESS_KEY_ID ?? 'test',
        AWS_SECRET_ACCESS_KEY: env.AWS_SECRET_ACCESS_KEY ?? 'test',
      };
  return {
    kind: 'endpoint',
    endpoint,
    region,
    env: { ...env, ...credentials, AWS_REGION: region, AWS_ENDPOINT_URL: endpoint },
  };
};
