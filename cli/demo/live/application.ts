import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { ClientPlace } from '../stage';

/** What `GET /health` of the products service says. */
export interface ServiceHealth {
  readonly status: string;
  readonly dax: 'ok' | 'around';
  readonly table: boolean | 'not-tried';
  readonly breakers: Readonly<Record<string, string>>;
}

export interface Application {
  readonly url: string;
  readonly pid: number;
  health(): Promise<ServiceHealth>;
  stop(): Promise<void>;
  /** Dies at once (SIGKILL). */
  kill(): void;
}

const startMs = 15_000;
const graceMs = 3_000;

/** By the name of a cluster, which it finds by DescribeClusters, or by the endpoint record of a target. */
export type Reaches =
  | { readonly cluster: string }
  | { readonly target: string; readonly ledger: string; readonly pace: Pace };

/** How often a process looks at the record: at the platform's speed half a minute is too long. `stuck`: once, and then not for an hour. */
export type Pace = 'usual' | 'slow' | 'stuck';

const pollMs: Readonly<Record<Pace, number>> = { usual: 1_000, slow: 3_000, stuck: 3_600_000 };

/** Starts the products service as a process of its own; it is told names and no address. */
export const startApplication = async (input: {
  readonly script: string;
  readonly place: ClientPlace;
  readonly reaches: Reaches;
  readonly table: string;
  /** What a call may take. Default: the service's own, 3 s. */
  readonly deadlineMs?: number | undefined;
}): Promise<Application> => {
  const { place } = input;
  const child = spawn(process.execPath, [input.script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: place.endpoint,
      AWS_REGION: place.region,
      AWS_ACCESS_KEY_ID: place.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: place.credentials.secretAccessKey,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...environmentOf(input.reaches),
      ...(input.deadlineMs === undefined ? {} : { DEADLINE_MS: String(input.deadlineMs) }),
      TABLE_NAME: input.table,
      HOST: '127.0.0.1',
      PORT: '0',
    },
  });
  const ended = once(child, 'exit');
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint = (complaint + String(chunk)).slice(-2000);
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const hard = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await ended;
    clearTimeout(hard);
  };
  try {
    const [line] = await Promise.race([
      once(createInterface(child.stdout), 'line', { signal: AbortSignal.timeout(startMs) }),
      ended.then(() => Promise.reject(new Error(`the products service ended at its start: ${complaint.trim()}`))),
    ]);
    const { url } = JSON.parse(String(line)) as { readonly url: string };
    return {
      url,
      pid: child.pid ?? 0,
      health: async () => (await (await fetch(`${url}/health`)).json()) as ServiceHealth,
      stop,
      kill: () => void child.kill('SIGKILL'),
    };
  } catch (error) {
    await stop();
    throw error;
  }
};

const environmentOf = (reaches: Reaches): Readonly<Record<string, string>> =>
  'cluster' in reaches
    ? { DAX_CLUSTER: reaches.cluster }
    : {
        ENDPOINT_RECORD_TABLE: reaches.ledger,
        ENDPOINT_RECORD_POLL_MS: String(pollMs[reaches.pace]),
        ENDPOINT_RECORD_HANDOVER_POLL_MS: String(pollMs[reaches.pace]),
        TARGET: reaches.target,
      };
