import { BOOT_LEAD_MS, bootPackage, bootTemplate } from './boot/boot-package';
import { RoleStore } from './boot/role-store';
import { decideByRoles } from './iam/decide-by-roles';
import type { ControllableClock } from './kernel/clock';
import { createLog } from './kernel/log';
import { logText } from './kernel/log-text';
import { createPlatform, type PlatformHost } from './kernel/platform';
import type { LogLine } from './kernel/service';
import { createVirtualClock } from './kernel/virtual-clock';
import { createNodeHost, type DataPlane } from './node-host';
import { type ReadyLine, readyLine } from './ready-line';
import { createServices } from './services';
import { MessageSink } from './services/sns';
import { DeadLetterBox } from './services/sqs';
import { TraceStore } from './services/xray';
import { deadLetterControls } from './wire/dead-letter-control';
import { FaultBox } from './wire/faults';
import { openFront } from './wire/front';
import { messageControls } from './wire/message-control';
import { refuseUsedPort } from './wire/port-in-use';
import { traceControls } from './wire/trace-control';

export interface LocalOptions {
  /** Port of the front door. Default 4566; 0 takes a free one. */
  readonly port?: number;
  /** First port of DAX nodes, the others take the next free ones. Default 8111; 0 takes free ones. */
  readonly daxPort?: number;
  /**
   * Whether clusters have nodes that answer and publish their metrics. Default false: only the control plane is there, for whoever
   * brings the clusters' metrics along.
   */
  readonly daxNodes?: boolean;
  /**
   * Memory of a DAX node as a share of its type's, above 0 and at most 1. Default 1/64. Where it is given, EstimatedDbSize and EvictedSize are
   * published as the whole node's.
   */
  readonly daxMemoryScale?: number;
  /** A machine that sends hundreds of requests a second stands for a fleet that sends tens of thousands. Default: it stands for itself. */
  readonly trafficScale?: TrafficScale;
  /** Virtual seconds per wall second. Default 1. */
  readonly speed?: number;
  /** A CloudFormation template (JSON) that is deployed before the service: what `daxpilot bootstrap` prints. Default: none. */
  readonly bootstrap?: string;
  /** Folder with `.serverless`, as `sls package` left it. Default: none, the platform starts empty. */
  readonly serviceDir?: string;
  /** Default `123456789012`. */
  readonly account?: string;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** The log as text, a line at a time. */
  readonly onLog?: (text: string) => void;
  /** The log as data. */
  readonly onLine?: (line: LogLine) => void;
  /** Virtual time at which everything is up, ms since the epoch. Default: the wall clock's now. */
  readonly clockStartMs?: number;
}

/** What one request to a DAX node, or to one of these tables, counts for in counters, rates and throughput: asked for at each request. */
export interface TrafficScale {
  readonly now: number;
  readonly tables: readonly string[];
}

export interface LocalPlatform {
  readonly ready: ReadyLine;
  readonly clock: ControllableClock;
  readonly platform: PlatformHost;
  readonly roles: RoleStore;
  readonly messages: MessageSink;
  /** Outages of clusters' nodes; there with `daxNodes`. */
  readonly dataPlane?: DataPlane;
  stop(): Promise<void>;
}

/** Starts AWS on this machine. Throws `PortInUse`, `NotPackaged` or `BootFailure`; nothing is left running then. */
export async function startLocal(options: LocalOptions = {}): Promise<LocalPlatform> {
  const {
    port = 4566,
    daxPort = 8111,
    daxNodes = false,
    daxMemoryScale,
    trafficScale = { now: 1, tables: [] },
    speed = 1,
    bootstrap,
    serviceDir,
    onLog,
    onLine,
    account,
    region,
    clockStartMs: startMs = Date.now(),
  } = options;
  if (daxMemoryScale !== undefined && !(daxMemoryScale > 0 && daxMemoryScale <= 1))
    throw new RangeError(`daxMemoryScale is ${daxMemoryScale}; it must be above 0 and at most 1`);
  const clock = createVirtualClock({
    startMs: serviceDir === undefined && bootstrap === undefined ? startMs : startMs - BOOT_LEAD_MS,
    speed,
    paused: true,
    onTaskError: (error) => log.write('clock.task-failed', { error: String(error) }),
  });
  const log = createLog(() => clock.now());
  if (onLog !== undefined) {
    log.onLine((line) => onLog(logText(line)));
  }
  if (onLine !== undefined) {
    log.onLine(onLine);
  }
  const platform = createPlatform({
    clock,
    log,
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
  });
  const messages = new MessageSink();
  const deadLetters = new DeadLetterBox();
  const traces = new TraceStore();
  const roles = new RoleStore();
  const faults = new FaultBox();
  let isReady = false;
  const door = await openFront({
    platform,
    clock,
    port,
    isReady: () => isReady,
    faults,
    decide: decideByRoles(roles, platform),
    controls: [...messageControls(messages), ...deadLetterControls(deadLetters), ...traceControls(traces)],
  });
  // A virtual second has `speed` times fewer real requests than a real one.
  const weight = (scaled: boolean) => clock.speed * (scaled ? trafficScale.now : 1);
  const nodes = daxNodes
    ? createNodeHost({
        platform,
        clock,
        firstPort: daxPort,
        weight: () => weight(true),
        ...(daxMemoryScale === undefined ? {} : { memoryScale: daxMemoryScale }),
      })
    : undefined;
  const stop = async (): Promise<void> => {
    isReady = false;
    await door.close();
    await platform.stop();
    await nodes?.close();
    clock.stop();
  };
  try {
    if (daxNodes) {
      await refuseUsedPort(daxPort);
    }
    for (const service of createServices(platform, {
      sink: messages,
      deadLetters,
      traces,
      roles,
      dynamodb: {
        weight: (table) => weight(trafficScale.tables.includes(table)),
        stuck: (tableName) => faults.isStuck('dynamodb', tableName),
      },
      dax: { stuck: (clusterName) => faults.isStuck('dax', clusterName), ...(nodes === undefined ? {} : { nodes }) },
      lambda: { environment: () => handlerLife(clock.speed) },
    })) {
      platform.register(service);
    }
    if (bootstrap !== undefined) {
      const until = serviceDir === undefined ? { startMs } : {};
      await bootTemplate(bootstrap, 'daxpilot-bootstrap', { platform, clock, roles, ...until });
    }
    const stack =
      serviceDir === undefined ? undefined : await bootPackage({ platform, clock, roles, serviceDir, startMs });
    clock.resume();
    isReady = true;
    const ready = await readyLine(platform, stack?.name);
    log.write('local.ready', { ...ready });
    return { ready, clock, platform, roles, messages, stop, ...(nodes === undefined ? {} : { dataPlane: nodes }) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A handler lives for at most 30 s of wall time; on a clock that runs faster that is more virtual time. */
function handlerLife(speed: number): Readonly<Record<string, string>> {
  return speed > 1 ? { SETTLE_SECONDS: String(Math.ceil(30 * speed)) } : {};
}
