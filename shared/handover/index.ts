export { type Phase, phases, type Routes, routesOf } from './phases';
export { type EndpointRecord, type PhaseNumber, phaseNumbers, type RecordReading, readRecord } from './record';
export { type Step, stepBetween } from './step';
