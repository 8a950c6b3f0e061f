export type { ReadCapacity, ReadUnits } from './capacity';
export { readItem, writeUpdate } from './item';
export { makePlan } from './make-plan';
export type { Clusters, Counters, DescribedCluster, NewCluster, ReplaceFlow } from './ports';
export { type RaisedReads, type RaisePlan, type ReadRaiser, raisedText } from './raised-reads';
export { type ReplaceReasonCode, replaceReasonCodes } from './reason-codes';
export { type Kind, kinds, parseReplace, type ReplaceRequest } from './request';
export { type ReplaceFunction, replaceFunctions, runReplace } from './steps';
export type { Ended, TurnResult } from './turn';
