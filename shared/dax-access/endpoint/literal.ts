import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { AccessError } from '../errors/access-error';

const PLAIN_PORT = 8111;
const ENCRYPTED_PORT = 9111;

/**
 * The endpoints as the clients can use them. They ask DNS themselves and never the hosts file, so a name without TLS is looked up
 * here, with all its addresses. With TLS the name must stay: certificates are checked against it.
 */
export async function usableEndpoints(endpoints: readonly string[]): Promise<readonly string[]> {
  return (await Promise.all(endpoints.map(usable))).flat();
}

async function usable(endpoint: string): Promise<readonly string[]> {
  const url = new URL(endpoint.includes('://') ? endpoint : `dax://${endpoint}`);
  const encrypted = url.protocol === 'daxs:';
  const usual = encrypted ? ENCRYPTED_PORT : PLAIN_PORT;
  const port = url.port === '' ? usual : url.port;
  if (encrypted || isIP(url.hostname) !== 0) return [`${url.protocol}//${url.hostname}:${port}`];
  try {
    const addresses = await lookup(url.hostname, { family: 4, all: true });
    return addresses.map(({ address }) => `dax://${address}:${port}`);
  } catch (cause) {
    throw new AccessError(`endpoint ${endpoint}: the name ${url.hostname} cannot be resolved`, {
      code: 'access.endpoint',
      retryable: true,
      cause,
    });
  }
}
