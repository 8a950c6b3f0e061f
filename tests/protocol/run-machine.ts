import {
  type DecisionRecord,
  type Flow,
  FlowError,
  type FunctionName,
  PortError,
  runFunction,
} from '../../shared/flow';
import { AslMachine } from './asl-machine';

export interface MachineRun {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly output: DecisionRecord;
  /** States with a task or a wait, in the order in which they were entered. */
  readonly states: readonly string[];
}

export interface RunOptions {
  readonly arn?: string;
  readonly now?: string;
  /** Called before each task: throw to crash its handler, or change the world. */
  readonly before?: (state: string, entered: number) => void | Promise<void>;
  /** Called after the step has had its effect: throw to lose its answer. */
  readonly after?: (state: string, entered: number) => void | Promise<void>;
}

/** One execution of `rightsize` from its input to its end, with the real steps, on the machine's own definition. Waits take no time. */
export async function runMachine(flow: Flow, input: unknown, options: RunOptions = {}): Promise<MachineRun> {
  const { arn = 'arn:me', now = '2026-11-24T12:00:00.000Z', before, after } = options;
  const machine = AslMachine.named('rightsize');
  const execution = { arn, input, now };
  const states: string[] = [];
  let stop = await machine.start(execution);
  while (stop.kind !== 'ended') {
    if (states.length > 300) throw new Error(`no end after ${states.slice(-20).join(' ')}`);
    const { state } = stop;
    states.push(state);
    const entered = states.filter((one) => one === state).length;
    if (stop.kind === 'wait') {
      stop = await machine.afterWait(stop, execution);
      continue;
    }
    let outcome: { readonly result: unknown } | { readonly Error: string; readonly Cause: string };
    try {
      await before?.(state, entered);
      const result = await runFunction(flow, stop.fn as FunctionName, stop.payload, `${arn}.${states.length}`);
      await after?.(state, entered);
      outcome = { result: JSON.parse(JSON.stringify(result)) };
    } catch (error) {
      outcome = failureOf(error);
    }
    stop =
      'result' in outcome
        ? await machine.afterTask(stop, outcome.result, execution)
        : await machine.afterFailure(stop, outcome, execution);
  }
  return { status: stop.status, output: stop.output as DecisionRecord, states };
}

/** As Lambda answers: the error's name, and a cause with its message. */
function failureOf(error: unknown) {
  if (!(error instanceof Error)) throw error;
  const isKnown = error instanceof PortError || error instanceof FlowError;
  const name = isKnown ? `Daxpilot.${error.retryable ? 'Transient' : 'Final'}` : error.name;
  const errorMessage = isKnown ? `${error.code}: ${error.message}` : error.message;
  return { Error: name, Cause: JSON.stringify({ errorMessage, errorType: name }) };
}
