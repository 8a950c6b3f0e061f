export type { Config, Target } from './config';
export { configSchema, targetSchema } from './config';
export type { ApprovalLevel, Policy, PolicyInput } from './policy';
export { approvalLevels, policySchema } from './policy';
