import type { NodeType } from './node-types';

export interface CreditReading {
  readonly usage: number;
  readonly balance: number;
  readonly surplusBalance: number;
  readonly surplusCharged: number;
}

/**
 * Modelled: the CPU credits of a burstable node. One credit is one vCPU for a minute. DAX runs its burstable nodes in unlimited mode: without
 * credits they take surplus ones, which are charged when they exceed what a day earns.
 */
export class CpuCredits {
  private balance: number;
  private surplus = 0;
  private charged = 0;
  private used = 0;

  constructor(
    private readonly burst: NonNullable<NodeType['burst']>,
    private readonly vcpus: number,
  ) {
    this.balance = burst.maxCredits / 2;
  }

  spend(cpuPercent: number, minutes: number): void {
    const cost = (cpuPercent / 100) * this.vcpus * minutes;
    const earned = (this.burst.creditsPerHour / 60) * minutes;
    this.used += cost;
    const left = this.balance - this.surplus + earned - cost;
    this.balance = Math.min(Math.max(left, 0), this.burst.maxCredits);
    const surplus = Math.max(-left, 0);
    const over = Math.max(surplus - this.burst.maxCredits, 0);
    this.surplus = surplus - over;
    this.charged += over;
  }

  /** What the last five minutes did. */
  take(): CreditReading {
    const reading = {
      usage: this.used,
      balance: this.balance,
      surplusBalance: this.surplus,
      surplusCharged: this.charged,
    };
    this.used = 0;
    this.charged = 0;
    return reading;
  }
}
