import { randomUUID } from 'node:crypto';
import type { Clock } from './clock';
import { type CredentialStore, createCredentialStore } from './credentials';
import type { Gate, Invocation } from './gate';
import type { BusEvent, Call, Log, Operation, Platform, Principal, Service } from './service';
import { ServiceError } from './service-error';

export interface PlatformOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Default `123456789012`. */
  readonly account?: string;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** Default: a store that knows `test`/`test` as the administrator. */
  readonly credentials?: CredentialStore;
}

/** The platform as its host sees it: services come and go here, and calls pass its gates. */
export interface PlatformHost extends Platform {
  readonly credentials: CredentialStore;
  register(service: Service): void;
  service(name: string): Service | undefined;
  services(): readonly Service[];
  addGate(gate: Gate): void;
  /** Takes one call through the gates to `run`. The front door uses it with the body that it read. */
  dispatch(invocation: Invocation, run: () => Promise<unknown>): Promise<unknown>;
  listensAt(endpoint: string): void;
  /** Who answers `denial`; before that everybody may. */
  judgeBy(denial: NonNullable<Platform['denial']>): void;
  /** Stops every service, the last registered first. Failures are logged. */
  stop(): Promise<void>;
}

export function createPlatform(options: PlatformOptions): PlatformHost {
  const { clock, log, account = '123456789012', region = 'us-east-1' } = options;
  const credentials = options.credentials ?? createCredentialStore(account);
  const services = new Map<string, Service>();
  const gates: Gate[] = [];
  const eventListeners: ((event: BusEvent) => void)[] = [];
  let baseUrl: string | undefined;
  let denial: NonNullable<Platform['denial']> = () => undefined;

  const dispatch = async (invocation: Invocation, run: () => Promise<unknown>): Promise<unknown> => {
    const release = clock.hold?.();
    try {
      const through = gates.reduceRight<() => Promise<unknown>>((next, gate) => () => gate(invocation, next), run);
      return await through();
    } finally {
      release?.();
    }
  };

  return {
    account,
    region,
    clock,
    log,
    credentials,
    dispatch,
    register(service) {
      if (services.has(service.name)) {
        throw new Error(`platform.service-twice: ${service.name} is registered already`);
      }
      services.set(service.name, service);
    },
    service: (name) => services.get(name),
    services: () => [...services.values()],
    addGate(gate) {
      gates.push(gate);
    },
    endpoint() {
      if (baseUrl === undefined) {
        throw new Error('platform.no-endpoint: the front door does not listen yet');
      }
      return baseUrl;
    },
    listensAt(endpoint) {
      baseUrl = endpoint;
    },
    judgeBy(judge) {
      denial = judge;
    },
    denial: (caller, wanted) => denial(caller, wanted),
    async call<Output>(
      serviceName: string,
      operation: string,
      input: object,
      caller: Principal,
      more: Pick<Call, 'traceHeader'> = {},
    ) {
      const handler = operationOf(services.get(serviceName), serviceName, operation);
      const call: Call = { caller, requestId: randomUUID(), ...more };
      const output = await dispatch({ service: serviceName, operation, input, call }, async () => handler(input, call));
      return output as Output;
    },
    emit(event) {
      const full: BusEvent = {
        version: '0',
        id: randomUUID(),
        'detail-type': event['detail-type'],
        source: event.source,
        account,
        time: `${new Date(clock.now()).toISOString().slice(0, 19)}Z`,
        region,
        resources: event.resources ?? [],
        detail: event.detail,
      };
      for (const listener of eventListeners) {
        try {
          listener(full);
        } catch (error) {
          log.write('platform.event-listener-failed', { source: full.source, error: String(error) });
        }
      }
    },
    onEvent(listener) {
      eventListeners.push(listener);
    },
    issueCredentials: (roleArn, sessionName, durationMs) => credentials.issue(roleArn, sessionName, durationMs),
    async stop() {
      for (const service of [...services.values()].reverse()) {
        try {
          await service.stop?.();
        } catch (error) {
          log.write('platform.stop-failed', { service: service.name, error: String(error) });
        }
      }
    },
  };
}

/** The operation's handler, or what the platform answers for one that it does not have. */
export function operationOf(service: Service | undefined, serviceName: string, operation: string): Operation {
  if (service === undefined) {
    throw new ServiceError('UnknownOperationException', `The local platform has no service "${serviceName}".`);
  }
  if (!Object.hasOwn(service.operations, operation)) {
    throw new ServiceError(
      'UnknownOperationException',
      `The local platform does not have the operation ${operation} of "${serviceName}".`,
    );
  }
  return service.operations[operation] as Operation;
}
