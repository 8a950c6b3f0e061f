export { type DeletionInput, type MayDelete, mayDelete } from './deletion';
export { type GateInput, type GateState, gates } from './gates';
export { type Next, nextStep, type RefusalCode, type Rules, type Situation } from './next-step';
export { type Phase, phases, type Routes, routesOf } from './phases';
export {
  type ClusterObservation,
  type Counted,
  defaultLagMs,
  defaultSettleMs,
  defaultTimeoutsMs,
  defaultWarmingMs,
  type Journal,
  type Observations,
  type Outcome,
  type Plan,
  type Quiet,
} from './plan';
export {
  type GateName,
  gateNames,
  type Procedure,
  type ProcedureName,
  type ProtocolStep,
  procedureNames,
  procedures,
  protocol,
  type Turn,
} from './protocol';
export { type EndpointRecord, type PhaseNumber, phaseNumbers, type RecordReading, readRecord } from './record';
export { isOfStage, isStageName, readAndWrite, recordOf, type StageName, stageNames, stages } from './stages';
export { type Step, stepBetween } from './step';
