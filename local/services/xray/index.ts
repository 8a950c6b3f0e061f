export { type Daemon, openDaemon } from './daemon';
export { Span } from './span';
export { newTraceId, readTraceHeader, type TraceHeader, traceHeaderText } from './trace-header';
export { TraceStore } from './trace-store';
export { XRay } from './xray';
