import { type DaemonAddress, readDaemonAddress, sendToDaemon } from './daemon';
import { causedBy, newId, type Subsegment } from './subsegment';
import { readTraceHeader, type TraceHeader, traceHeaderText } from './trace-header';

/** What a trace is found by. Names are stable: members are added, never renamed. */
export interface StepAnnotations {
  readonly step: string | null;
  readonly target: string | null;
  readonly execution: string | null;
  readonly decisionId: string | null;
  /** Kind of the answer; null where there is none. */
  readonly kind: string | null;
}

export interface StepEnd {
  readonly name: string;
  readonly annotations: StepAnnotations;
  /** The code of the error with which the step has failed. */
  readonly failure?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The step that runs in this process. Lambda gives an instance one invocation at a time. */
let running: StepTrace | undefined;

/** The subsegment of a handler's step, with one under it for every call to AWS. */
export class StepTrace {
  readonly id = newId();
  readonly #startMs = Date.now();
  readonly #sent: Promise<void>[] = [];

  private constructor(
    readonly header: TraceHeader,
    private readonly daemon: DaemonAddress,
  ) {}

  /** Undefined where Lambda does not record this invocation, or nobody listens: then nothing is made. */
  static begin(env: Environment): StepTrace | undefined {
    const header = readTraceHeader(env._X_AMZN_TRACE_ID);
    const daemon = readDaemonAddress(env.AWS_XRAY_DAEMON_ADDRESS);
    running = header && daemon && new StepTrace(header, daemon);
    return running;
  }

  static get running(): StepTrace | undefined {
    return running;
  }

  /** Sends what has ended at `id` under this step. */
  sendChild(id: string, startMs: number, child: Omit<Subsegment, 'type' | 'id' | 'trace_id' | 'parent_id' | Times>) {
    this.#send({ id, parent_id: this.id, ...timesSince(startMs), ...child });
  }

  /** What AWS is told of a call that this step makes. */
  headerOf(id: string): string {
    return traceHeaderText({ root: this.header.root, parent: id });
  }

  /** Resolves when everything of the step has been sent: after the answer Lambda freezes the process. */
  async end({ name, annotations, failure }: StepEnd): Promise<void> {
    running = undefined;
    const texts = Object.entries(annotations).map(([key, text]) => [key, text?.slice(0, longestText)]);
    this.#send({
      name,
      id: this.id,
      parent_id: this.header.parent,
      ...timesSince(this.#startMs),
      annotations: Object.fromEntries(texts),
      ...(failure && { fault: true, cause: causedBy(failure, false) }),
    });
    await Promise.all(this.#sent);
  }

  #send(document: Omit<Subsegment, 'type' | 'trace_id'>): void {
    const whole: Subsegment = { type: 'subsegment', trace_id: this.header.root, ...document };
    this.#sent.push(sendToDaemon(this.daemon, whole));
  }
}

type Times = 'start_time' | 'end_time';

const timesSince = (startMs: number): Pick<Subsegment, Times> => ({
  start_time: startMs / 1_000,
  end_time: Date.now() / 1_000,
});

const longestText = 1_000;
