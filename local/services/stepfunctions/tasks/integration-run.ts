import type { Principal } from '../../../kernel/service';
import type { ExecutionFrame } from '../interpreter/branch';
import type { Json } from '../json';

export interface IntegrationRun {
  readonly frame: ExecutionFrame;
  readonly signal: AbortSignal;
  readonly sent: Json;
  readonly principal: Principal;
  /** The trace of what is called. */
  readonly traceHeader: string | undefined;
  /** Tells of work that was handed in and is waited for. */
  readonly submitted: (output: Json) => void;
}
