import type { AccessEvent, Observation, Observer } from '../calls/observation';
import type { Operation } from '../calls/operation';

type Api = typeof import('@opentelemetry/api');
type Attributes = Readonly<Record<string, string>>;
interface Instruments {
  readonly duration: { record(value: number, attributes: Attributes): void };
  readonly events: { add(value: number, attributes: Attributes): void };
  /** Whether anyone in the process takes spans; asked each time, since an SDK may be registered later. */
  readonly traced: () => boolean;
  readonly tracer: ReturnType<Api['trace']['getTracer']>;
  readonly errorStatus: number;
}

const NAME = '@daxpilot/access';

/**
 * Metrics and spans through the API package alone; without an SDK in the process they cost next to nothing.
 * `daxpilot.access.duration` (ms) by operation, route, reason and outcome; `daxpilot.access.events` by kind and state;
 * `daxpilot.access.fallback.ready` (1 or 0) once a canary has come back.
 */
export class OpenTelemetryObserver implements Observer {
  private instruments: Instruments | undefined;
  private ready: boolean | undefined;
  private readonly attributes = new Map<string, Attributes>();
  /** Of answers by DAX, which is what there is most of. */
  private readonly answered = new Map<Operation, Attributes>();

  constructor(load: () => Promise<Api> = () => import('@opentelemetry/api')) {
    // Not installed: not wanted.
    load().then(
      (api) => {
        this.instruments = this.instrumentsOf(api);
      },
      () => {},
    );
  }

  attempt({ operation, route, reason, outcome, durationMs }: Observation): void {
    if (this.instruments === undefined) return;
    const often = outcome === 'ok' && route === 'dax' ? this.answered.get(operation) : undefined;
    this.instruments.duration.record(durationMs, often ?? this.attributesOf(operation, route, reason, outcome));
  }

  private attributesOf(operation: Operation, route: string, reason: string | undefined, outcome: string): Attributes {
    const key = `${operation} ${route} ${reason} ${outcome}`;
    let attributes = this.attributes.get(key);
    if (attributes === undefined) {
      attributes = { operation, route, outcome, ...(reason === undefined ? {} : { reason }) };
      this.attributes.set(key, attributes);
      if (outcome === 'ok' && route === 'dax') this.answered.set(operation, attributes);
    }
    return attributes;
  }

  event(event: AccessEvent): void {
    if (event.kind === 'fallback-ready') this.ready = event.ready;
    const state = 'state' in event ? { state: event.state } : {};
    this.instruments?.events.add(1, { kind: event.kind, ...state });
  }

  span<T>(operation: Operation, call: () => Promise<T>): Promise<T> {
    const { instruments } = this;
    return instruments?.traced() === true ? this.traced(instruments, operation, call) : call();
  }

  private traced<T>(instruments: Instruments, operation: Operation, call: () => Promise<T>): Promise<T> {
    return instruments.tracer.startActiveSpan(`dax.${operation}`, async (span) => {
      span.setAttribute('db.system.name', 'aws.dynamodb').setAttribute('db.operation.name', operation);
      try {
        return await call();
      } catch (error) {
        span.recordException(error as Error);
        span.setStatus({ code: instruments.errorStatus });
        throw error;
      } finally {
        span.end();
      }
    });
  }

  private instrumentsOf(api: Api): Instruments {
    const meter = api.metrics.getMeter(NAME);
    meter
      .createObservableGauge('daxpilot.access.fallback.ready', { description: '1: a read from the table itself works' })
      .addCallback((result) => {
        if (this.ready !== undefined) result.observe(this.ready ? 1 : 0);
      });
    return {
      duration: meter.createHistogram('daxpilot.access.duration', {
        unit: 'ms',
        description: 'One attempt on one route',
      }),
      events: meter.createCounter('daxpilot.access.events'),
      traced: () => {
        const provider = api.trace.getTracerProvider() as Partial<InstanceType<Api['ProxyTracerProvider']>>;
        return provider.getDelegateTracer === undefined || provider.getDelegateTracer(NAME) !== undefined;
      },
      tracer: api.trace.getTracer(NAME),
      errorStatus: api.SpanStatusCode.ERROR,
    };
  }
}
