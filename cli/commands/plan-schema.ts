import { z } from 'zod';
import { decisionSchema } from '../../shared/sizing';

/** What `plan --json` prints. */
export const planSchema = z.strictObject({
  target: z.string(),
  at: z.string().describe('time of the look, ISO 8601'),
  outcome: z.enum(['held', 'recommended', 'would-apply']).describe('what an execution would do now'),
  because: z
    .string()
    .nullable()
    .describe('why less is done than the decision wants, e.g. approval-recommend, frozen, plan-only'),
  decision: decisionSchema,
});

/** JSON Schema (draft 2020-12); the file docs/plan.schema.json holds it. */
export function planJsonSchema(): object {
  return { title: 'daxpilot plan --json', ...z.toJSONSchema(planSchema) };
}
