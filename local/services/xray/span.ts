import type { Principal } from '../../kernel/service';
import type { SegmentDocument } from './segment-document';
import { newSegmentId, type TraceHeader, traceHeaderText } from './trace-header';
import type { XRay } from './xray';

export type SpanMore = Pick<SegmentDocument, 'origin' | 'resource_arn' | 'namespace' | 'aws'>;

/** How it went: `fault` is the name of an error. */
export interface SpanEnd {
  readonly fault?: string | undefined;
  readonly status?: number;
}

interface SpanOptions {
  readonly xray: XRay;
  readonly caller: Principal;
  readonly traceId: string;
  readonly parentId: string | undefined;
  readonly name: string;
  readonly kind: 'segment' | 'subsegment';
  readonly more: SpanMore;
}

/**
 * Work of a service of the platform that is being recorded, on the wall clock as the documents of handlers are. A segment is told of when it
 * begins, so that it can be seen while it lasts; a subsegment when it ends.
 */
export class Span {
  readonly id = newSegmentId();
  readonly #startMs = Date.now();
  #ended = false;

  private constructor(private readonly options: SpanOptions) {}

  /** A service's own segment, under the segment that `header` names. */
  static segment(xray: XRay, caller: Principal, header: TraceHeader, name: string, more: SpanMore = {}): Span {
    const { root: traceId, parent: parentId } = header;
    const span = new Span({ xray, caller, traceId, parentId, name, kind: 'segment', more });
    span.#upload({ in_progress: true });
    return span;
  }

  /** Work inside of it. */
  begin(name: string, more: SpanMore = {}): Span {
    return new Span({ ...this.options, parentId: this.id, name, kind: 'subsegment', more });
  }

  /** What is handed on to whatever is called for it. */
  get header(): TraceHeader {
    return { root: this.options.traceId, parent: this.id, sampled: true };
  }

  get headerText(): string {
    return traceHeaderText(this.header);
  }

  /** The first end counts. */
  end({ fault, status }: SpanEnd = {}): void {
    if (this.#ended) {
      return;
    }
    this.#ended = true;
    this.#upload({
      end_time: Date.now() / 1_000,
      ...(status === undefined ? {} : { http: { response: { status } } }),
      ...(fault === undefined
        ? {}
        : { fault: true, cause: { exceptions: [{ id: newSegmentId(), type: fault.slice(0, 200) }] } }),
    });
  }

  #upload(state: Partial<SegmentDocument>): void {
    const { xray, caller, traceId, parentId, name, kind, more } = this.options;
    const document: SegmentDocument = {
      name: segmentName(name),
      id: this.id,
      trace_id: traceId,
      ...(parentId === undefined ? {} : { parent_id: parentId }),
      ...(kind === 'subsegment' ? { type: 'subsegment' } : {}),
      start_time: this.#startMs / 1_000,
      ...more,
      ...state,
    };
    xray.upload(caller, JSON.stringify(document));
  }
}

/** Names of states may have characters that names of segments may not. */
const segmentName = (name: string): string => name.replace(/[^\p{L}\p{N}\p{Z}_.:/%&#=+\\\-@]/gu, '_').slice(0, 200);
