import type { Platform, Principal } from '../../kernel/service';
import type { FunctionRecord, FunctionVersion } from './registry';

export interface InstanceEnvironment {
  readonly variables: Record<string, string>;
  /** Wall time at which its credentials end; none if they do not. */
  readonly credentialsEndMs: number | undefined;
  /** The session of the function's role that it works under. */
  readonly principal: Principal | undefined;
  readonly logStream: string;
}

/** Roles give sessions of up to 12 hours; a warm instance may live as long. */
const SESSION_MS = 43_200_000;

/** The whole environment of a function instance: nothing of the platform's own process gets in. */
export function environmentOf(
  platform: Platform,
  { name }: FunctionRecord,
  { version, settings }: FunctionVersion,
  taskRoot: string,
  instance: string,
  ofPlatform: Readonly<Record<string, string>> = {},
  daemonAddress?: string,
): InstanceEnvironment {
  const credentials = platform.issueCredentials?.(settings.role, name, SESSION_MS);
  const logStream = `${new Date(platform.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/')}/[${version}]${instance}`;
  const variables = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...(daemonAddress === undefined
      ? {}
      : { AWS_XRAY_DAEMON_ADDRESS: daemonAddress, AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR' }),
    ...settings.variables,
    ...ofPlatform,
    _HANDLER: settings.handler,
    AWS_REGION: platform.region,
    AWS_DEFAULT_REGION: platform.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${settings.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: __dirname,
    AWS_ENDPOINT_URL: platform.endpoint(),
    AWS_ACCESS_KEY_ID: credentials?.accessKeyId ?? 'test',
    AWS_SECRET_ACCESS_KEY: credentials?.secretAccessKey ?? 'test',
    ...(credentials === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
    // Lambda's runtimes are ahead of the Node.js that may run this platform; its SDK need not warn in every instance.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  return { variables, credentialsEndMs: credentials?.expiresAtMs, principal: credentials?.principal, logStream };
}
