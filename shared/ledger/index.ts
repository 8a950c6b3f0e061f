export type { Claim } from './account-updates';
export { freezeAccountUpdate, startChangingUpdate, stopChangingUpdate, thawAccountUpdate } from './account-updates';
export type { ApprovalEnd, ApprovalState, Approved } from './approval';
export {
  answerApprovalUpdate,
  dropApprovalUpdate,
  endApprovalUpdate,
  handApprovalUpdate,
} from './approval';
export type { DecisionRow } from './decision-row';
export { asRow, maxRowBytes, rowItem } from './decision-row';
export { evaluateUpdate } from './evaluate-update';
export type { AccountItem, Change, ChangeKind, Frozen, LastChange, ModeSwitch, TargetItem } from './items';
export { asAccount, asTarget, isOpenFor } from './items';
export { accountKey, decisionId, decisionKey, decisionRange, targetKey } from './keys';
export type { Learned, LearnedRule } from './learned';
export { learnedUpdate } from './learned';
export { MemoryLedger } from './memory-ledger';
export { clearOverrideUpdate, endOverrideUpdate, overrideUpdate } from './override-updates';
export {
  asReview,
  holdUnlessOverriddenUpdate,
  type ReviewItem,
  reviewedUpdate,
  reviewKey,
  reviewRange,
  reviewRow,
} from './review-items';
export type { LedgerStore, RowRange } from './store';
export type { Finish } from './target-updates';
export {
  admitUpdate,
  announcedUpdate,
  countCrashUpdate,
  finishUpdate,
  freeUpdate,
  freezeUpdate,
  handOverUpdate,
  intendUpdate,
  lookUpdate,
  releaseUpdate,
  takeOverUpdate,
  thawUpdate,
  withdrawUpdate,
} from './target-updates';
export type { Condition, Item, Json, Key, Path, Update, UpdateResult } from './update';
export type { VetoedOption } from './veto';
export { activeVetoes, withVeto } from './veto';
