import type { Operation } from '../../kernel/service';
import type { TaskTokens } from './tasks/task-tokens';

interface TokenInput {
  readonly taskToken?: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** Answers to tasks that wait for their token. */
export function tokenOperations(tokens: TaskTokens): Record<string, Operation> {
  return {
    SendTaskSuccess(input: TokenInput) {
      tokens.sendSuccess(input.taskToken ?? '', input.output ?? '');
      return {};
    },
    SendTaskFailure(input: TokenInput) {
      tokens.sendFailure(input.taskToken ?? '', input.error, input.cause);
      return {};
    },
    SendTaskHeartbeat(input: TokenInput) {
      tokens.sendHeartbeat(input.taskToken ?? '');
      return {};
    },
  };
}
