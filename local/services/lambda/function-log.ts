import type { Platform, Principal } from '../../kernel/service';

export interface FunctionLogOptions {
  readonly function: string;
  readonly stream: string;
  /** The session of the function's role; without one nothing is judged. */
  readonly principal: Principal | undefined;
}

/**
 * Whether an instance's lines get into CloudWatch Logs. Lambda writes them with the rights of the function's role: without
 * `logs:CreateLogStream` and `logs:PutLogEvents` they are lost, and so are the metrics that would be made of them; the function knows
 * nothing of it (Lambda guide, "Sending function logs to CloudWatch Logs").
 */
export class FunctionLog {
  #isTold = false;
  #hasStream = false;

  constructor(
    private readonly platform: Platform,
    private readonly options: FunctionLogOptions,
  ) {}

  /** Asked for each piece of text. */
  takes(): boolean {
    const denial = this.#hasStream ? this.#denial('logs:PutLogEvents') : this.#begun();
    if (denial !== undefined && !this.#isTold) {
      this.#isTold = true;
      this.platform.log.write('lambda.log-lost', { function: this.options.function, message: denial });
    }
    return denial === undefined;
  }

  #begun(): string | undefined {
    const denial = this.#denial('logs:CreateLogStream');
    this.#hasStream = denial === undefined;
    return denial ?? this.#denial('logs:PutLogEvents');
  }

  #denial(action: string): string | undefined {
    const { account, region } = this.platform;
    const { function: name, stream, principal } = this.options;
    if (principal === undefined) {
      return undefined;
    }
    const resource = `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/${name}:log-stream:${stream}`;
    return this.platform.denial?.(principal, { action, resource });
  }
}
