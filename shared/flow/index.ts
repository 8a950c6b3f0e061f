export { admit } from './admit';
export { apply } from './apply';
export type { Answer, AnswerResult } from './approve';
export { answerDecision } from './approve';
export { maxCrashes } from './crash-limit';
export { decideStep } from './decide';
export type { Flow } from './flow';
export { maxRounds } from './flow';
export type { FlowErrorCode } from './flow-error';
export { FlowError } from './flow-error';
export type { Scope } from './freeze';
export { freeze, frozen, thaw } from './freeze';
export { handOver } from './hand-over';
export type { HistoryQuery } from './history';
export { getDecision, listDecisions, targetState } from './history';
export { learn } from './learn';
export { learnedForMs } from './learned-use';
export { lookAfter } from './look-after';
export { observe } from './observe';
export type { OverrideProblem } from './override';
export { clearOverride, isInForce, overrideOf, setOverride } from './override';
export { pack, packLooks, unpack, unpackLooks } from './pack';
export type {
  Changer,
  ExecutionStatus,
  Executions,
  LoadTotals,
  Notice,
  Notifier,
  Observer,
  PortErrorCode,
  Ports,
  UnitLimits,
} from './ports';
export { PortError } from './ports';
export { progress } from './progress';
export { readPayload } from './read-payload';
export { meaningOf, runbookOf } from './reason-text';
export { record } from './record';
export { recordFailure } from './record-failure';
export { recover, restart } from './recover';
export { release } from './release';
export type { Replay } from './replay';
export { replayDecision } from './replay';
export { runFunction, runStep } from './run-step';
export type { FunctionName, StepsOf } from './step-handlers';
export { functionSteps, runSteps } from './step-handlers';
export type * from './steps';
export type { StateMetric, TargetStateEvent } from './target-state';
export { stateMetrics, stateNamespace, targetStateEvent } from './target-state';
export { verify } from './verify';
