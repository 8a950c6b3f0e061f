import type { ControllableClock } from '../../kernel/clock';
import { createLog } from '../../kernel/log';
import { createPlatform, type PlatformHost } from '../../kernel/platform';
import type { BusEvent, LogLine, Service } from '../../kernel/service';
import { createVirtualClock } from '../../kernel/virtual-clock';
import { type TraceStore, XRay } from '../xray';
import { createStepFunctionsService } from './index';
import type { Json } from './json';

export const START_MS = Date.UTC(2026, 10, 24);
export const ROLE = 'arn:aws:iam::123456789012:role/machine';
const root = { kind: 'root', arn: 'arn:aws:iam::123456789012:root' } as const;

export interface Described {
  readonly status: string;
  readonly output: Json | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly seconds: number;
}

export interface ShownEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly timestamp: Date;
  readonly [details: string]: unknown;
}

export interface FixtureOptions {
  /** Default: nothing is traced. */
  readonly traces?: TraceStore;
}

/** Step Functions on a paused clock, with what else the test needs. Time moves by `clock.advance` only. */
export class StatesFixture {
  readonly clock: ControllableClock = createVirtualClock({ startMs: START_MS, paused: true });
  readonly platform: PlatformHost = createPlatform({ clock: this.clock, log: createLog(() => this.clock.now()) });
  readonly lines: LogLine[] = [];
  readonly busEvents: BusEvent[] = [];
  #machines = 0;

  constructor(services: readonly ((platform: PlatformHost) => Service)[] = [], { traces }: FixtureOptions = {}) {
    this.platform.log.onLine((line) => this.lines.push(line));
    this.platform.onEvent((event) => this.busEvents.push(event));
    this.platform.listensAt('http://127.0.0.1:9');
    const options = traces === undefined ? {} : { xray: new XRay(this.platform, traces) };
    this.platform.register(createStepFunctionsService(this.platform, options));
    for (const service of services) {
      this.platform.register(service(this.platform));
    }
  }

  call<Output = Record<string, unknown>>(operation: string, input: object = {}, service = 'states'): Promise<Output> {
    return this.platform.call<Output>(service, operation, input, root);
  }

  async create(definition: unknown, more: object = {}): Promise<string> {
    this.#machines += 1;
    const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
    const input = { name: `machine-${this.#machines}`, definition: text, roleArn: ROLE, ...more };
    return (await this.call<{ stateMachineArn: string }>('CreateStateMachine', input)).stateMachineArn;
  }

  async start(definition: unknown, input: Json = {}): Promise<string> {
    const stateMachineArn = await this.create(definition);
    const started = { stateMachineArn, input: JSON.stringify(input) };
    return (await this.call<{ executionArn: string }>('StartExecution', started)).executionArn;
  }

  /** Starts an execution and moves time on, at most a day, until it has ended. */
  async run(definition: unknown, input: Json = {}): Promise<Described> {
    return this.toEnd(await this.start(definition, input));
  }

  async toEnd(executionArn: string): Promise<Described> {
    for (const ms of [0, 1_000, 10_000, 100_000, 1_000_000, 86_400_000]) {
      await this.clock.advance(ms);
      const described = await this.describe(executionArn);
      if (described.status !== 'RUNNING') {
        return described;
      }
    }
    return this.describe(executionArn);
  }

  async describe(executionArn: string): Promise<Described> {
    const raw = await this.call<Record<string, unknown>>('DescribeExecution', { executionArn });
    const { status, output, error, cause, startDate, stopDate } = raw;
    return {
      status: String(status),
      output: output === undefined ? undefined : (JSON.parse(String(output)) as Json),
      error: error as string | undefined,
      cause: cause as string | undefined,
      seconds:
        stopDate instanceof Date && startDate instanceof Date
          ? (stopDate.getTime() - startDate.getTime()) / 1_000
          : Number.NaN,
    };
  }

  async history(executionArn: string): Promise<readonly ShownEvent[]> {
    return (await this.call<{ events: ShownEvent[] }>('GetExecutionHistory', { executionArn, maxResults: 1_000 }))
      .events;
  }

  async stop(): Promise<void> {
    await this.platform.stop();
    this.clock.stop();
  }
}

/** A function behind `lambda`'s Invoke that the test writes in place: no thread, no package. */
export type Handler = (
  event: Json,
  input: { readonly FunctionName?: string; readonly [member: string]: unknown },
) => unknown;

/** Stands where Lambda stands, so that the tests of the interpreter decide what a task gives and when. */
export function scriptedLambda(handler: Handler): (platform: PlatformHost) => Service {
  return () => ({
    name: 'lambda',
    operations: {
      async Invoke(input: { readonly FunctionName?: string; readonly Payload?: Uint8Array }) {
        const event = JSON.parse(Buffer.from(input.Payload ?? '{}').toString()) as Json;
        try {
          const result = await handler(event, input);
          return { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: Buffer.from(JSON.stringify(result ?? null)) };
        } catch (error) {
          if (!(error instanceof FunctionFault)) {
            throw error;
          }
          const payload = { errorType: error.name, errorMessage: error.message, trace: [] };
          return {
            StatusCode: 200,
            FunctionError: 'Unhandled',
            ExecutedVersion: '$LATEST',
            Payload: Buffer.from(JSON.stringify(payload)),
          };
        }
      },
    },
  });
}

/** What a scripted function throws. */
export class FunctionFault extends Error {
  constructor(
    override readonly name: string,
    message = '',
  ) {
    super(message);
  }
}

export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:work';

/** A JSONata machine of one state. */
export function oneState(state: object, more: object = {}): object {
  return { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { End: true, ...state } }, ...more };
}

/** A JSONPath machine of one state. */
export function oneJsonPathState(state: object): object {
  return { StartAt: 'A', States: { A: { End: true, ...state } } };
}
