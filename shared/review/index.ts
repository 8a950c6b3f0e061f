export type { Advice, AppliedChange, Decided } from './decided';
export { carried, type Finding, finding } from './finding';
export { type FindingCode, findingCodes, findingEntries } from './finding-codes';
export { makeReport, type ReviewReport } from './report';
export { adviceText, appliedText, findingsText, monthly, reportText, savedText } from './report-text';
export { reviewAccount, surveyAccount } from './review-account';
export { type ReviewedTarget, type Reviewing, reviewDays, reviewTarget } from './review-target';
export { lookSteps, runReviewFunction, runReviewSteps, settleSteps } from './run-review-step';
export { type Settled, settle } from './settle';
export { type Reviewed, type ReviewFunction, type ReviewInput, reviewFunctions } from './steps';
export type {
  AccountSurvey,
  AlarmMetric,
  AlarmState,
  LoadSurvey,
  SurveyedCluster,
  Surveyor,
} from './survey';
