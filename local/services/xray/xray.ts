import type { Platform, Principal } from '../../kernel/service';
import { refusalOf, type SegmentDocument } from './segment-document';
import type { TraceStore } from './trace-store';

/**
 * The way of a document to X-Ray: with the rights of whoever sends it, as its daemon sends it. What is refused is lost and told to the
 * log; nobody who is traced knows of it.
 */
export class XRay {
  /** Roles whose loss was told already. */
  readonly #told = new Set<string>();

  constructor(
    private readonly platform: Platform,
    private readonly store: TraceStore,
  ) {}

  /** `caller`: the session of the role of a function or a machine. The text is a document as it came. */
  upload(caller: Principal, text: string): void {
    const refusal = refusalOf(text);
    if (refusal !== undefined) {
      this.platform.log.write('xray.document-refused', { caller: caller.arn, why: refusal });
      return;
    }
    const denied = this.#denial(caller, 'xray:PutTraceSegments');
    // The daemon reports on itself too; without that right only its own figures are missing.
    this.#denial(caller, 'xray:PutTelemetryRecords');
    if (denied === undefined) {
      this.store.put(JSON.parse(text) as SegmentDocument);
    } else if (!this.#told.has(caller.roleArn ?? caller.arn)) {
      this.#told.add(caller.roleArn ?? caller.arn);
      this.platform.log.write('xray.segments-lost', { caller: caller.arn, message: denied });
    }
  }

  /**
   * Asks for the sampling rules, as a machine does that begins a trace. Here the answer is always to record: AWS's default rule records
   * the first request of each second and 5 % of the others.
   */
  askSampling(caller: Principal): void {
    this.#denial(caller, 'xray:GetSamplingRules');
    this.#denial(caller, 'xray:GetSamplingTargets');
  }

  /** None of these actions knows a resource. */
  #denial(caller: Principal, action: string): string | undefined {
    return this.platform.denial?.(caller, { action, resource: '*' });
  }
}
