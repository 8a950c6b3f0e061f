import { randomBytes, randomUUID } from 'node:crypto';
import type { Principal, SessionCredentials } from './service';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly principal: Principal;
  readonly sessionToken?: string;
  /** Wall clock. */
  readonly expiresAtMs?: number;
}

/** Which access key belongs to whom. The key `test` with secret `test` is the account's administrator. */
export interface CredentialStore {
  find(accessKeyId: string): Credentials | undefined;
  add(credentials: Credentials): void;
  issue(roleArn: string, sessionName: string, durationMs?: number): SessionCredentials;
}

const ROLE_ARN = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/;
const DEFAULT_SESSION_MS = 3_600_000;

export function createCredentialStore(account: string, nowMs: () => number = Date.now): CredentialStore {
  const byKey = new Map<string, Credentials>();
  const sweep = (): void => {
    for (const [key, { expiresAtMs }] of byKey) {
      if (expiresAtMs !== undefined && expiresAtMs < nowMs() - DEFAULT_SESSION_MS) {
        byKey.delete(key);
      }
    }
  };
  const store: CredentialStore = {
    find: (accessKeyId) => byKey.get(accessKeyId),
    add: (credentials) => {
      byKey.set(credentials.accessKeyId, credentials);
    },
    issue: (roleArn, sessionName, durationMs = DEFAULT_SESSION_MS) => {
      sweep();
      const principal = sessionOf(roleArn, sessionName);
      const credentials: SessionCredentials = {
        accessKeyId: `ASIA${randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase()}`,
        secretAccessKey: randomBytes(30).toString('base64'),
        sessionToken: randomBytes(96).toString('base64'),
        expiresAtMs: nowMs() + durationMs,
        principal,
      };
      byKey.set(credentials.accessKeyId, {
        ...credentials,
        principal: { ...principal, accessKeyId: credentials.accessKeyId },
      });
      return credentials;
    },
  };
  store.add({ accessKeyId: 'test', secretAccessKey: 'test', principal: rootOf(account, 'test') });
  return store;
}

export function rootOf(account: string, accessKeyId?: string): Principal {
  return { kind: 'root', arn: `arn:aws:iam::${account}:root`, ...(accessKeyId === undefined ? {} : { accessKeyId }) };
}

/** The principal of one session of a role. */
export function sessionOf(roleArn: string, sessionName: string): Principal {
  const match = ROLE_ARN.exec(roleArn);
  if (match === null) {
    throw new RangeError(`roleArn must look like arn:aws:iam::123456789012:role/NAME, got ${roleArn}`);
  }
  const [, account, name] = match;
  return { kind: 'assumed-role', arn: `arn:aws:sts::${account}:assumed-role/${name}/${sessionName}`, roleArn };
}
