import { PortError } from '../shared/flow';
import { CliError, type ExitStatus, exitStatus } from './exit';

export interface Failure {
  readonly message: string;
  readonly details: readonly string[];
  readonly status: ExitStatus;
}

/** Names under which the SDK and Node say that nobody answered or that there is nothing to sign with. */
const unreachable =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT|TimeoutError|CredentialsProviderError|NetworkingError/;

/** What the command prints and ends with for any error. */
export const failureOf = (error: unknown): Failure => {
  if (error instanceof CliError) return { message: error.message, details: error.details, status: error.status };
  if (error instanceof PortError)
    return { message: `${error.message} (${error.code})`, details: [], status: exitStatus.unknown };
  const { name, code, message } = fieldsOf(error);
  if (unreachable.test(`${name} ${code} ${message}`)) {
    return {
      message: `the endpoint could not be reached or there are no credentials: ${message || code || name}`,
      details: ['--local talks to the local platform; start it with: daxpilot local'],
      status: exitStatus.unknown,
    };
  }
  return { message: `${name}: ${message}`, details: [], status: exitStatus.unknown };
};

const fieldsOf = (error: unknown): { readonly name: string; readonly code: string; readonly message: string } => {
  if (typeof error !== 'object' || error === null) return { name: 'Error', code: '', message: String(error) };
  const text = (key: string) => (key in error ? String(error[key as keyof typeof error]) : '');
  return { name: text('name'), code: text('code'), message: text('message') };
};
