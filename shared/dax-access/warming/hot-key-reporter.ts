import { randomBytes } from 'node:crypto';
import { type HotKeys, hashedKey, sealHotKeys } from '../../fleet';
import type { Clock } from '../calls/clock';
import type { Observer } from '../calls/observation';
import type { FleetStore } from '../endpoint/fleet-store';
import type { HotKeySampler } from './hot-key-sampler';

export interface HotKeyReporterParts {
  readonly target: string;
  readonly processId: string;
  readonly store: Pick<FleetStore, 'salt' | 'writeHotKeys'>;
  readonly sampler: HotKeySampler;
  readonly clock: Clock;
  /** Epoch ms. */
  readonly nowMs: () => number;
  readonly observer: Observer | undefined;
}

const EVERY_MS = 900_000;
const SALT_BYTES = 16;

/** Writes what the process reads most into the fleet's partition: every quarter of an hour, and with each step of a hand-over. */
export class HotKeyReporter {
  private turnedAtMs: number;
  private epoch: number | undefined;
  private salt: Promise<Uint8Array> | undefined;
  private writing = false;

  constructor(private readonly parts: HotKeyReporterParts) {
    this.turnedAtMs = parts.clock.now();
  }

  /** Decides whether it is time; never throws and never waits. */
  looked(epoch: number): void {
    const { clock, sampler } = this.parts;
    const turns = clock.now() - this.turnedAtMs >= EVERY_MS;
    const steps = this.epoch !== undefined && epoch !== this.epoch;
    this.epoch ??= epoch;
    if (this.writing || !(turns || steps)) return;
    this.epoch = epoch;
    this.writing = true;
    void this.report()
      .catch((error: unknown) => this.failed(error))
      .finally(() => {
        this.writing = false;
      });
    if (!turns) return;
    this.turnedAtMs = clock.now();
    sampler.turn();
  }

  private async report(): Promise<void> {
    const { target, processId, nowMs, sampler, store } = this.parts;
    const { mode } = sampler;
    const { keys, reads, windowMs } = sampler.sampled();
    if (keys.length === 0) return;
    const head = { target, processId, atMs: nowMs(), windowMs, reads };
    await store.writeHotKeys(
      mode.kind === 'hashed'
        ? await this.hashed(head, keys)
        : sealHotKeys(
            head,
            keys.map(({ item, reads: read }) => ({ ...item, reads: read })),
            await mode.dataKey(),
          ),
    );
  }

  private async hashed(
    head: Pick<HotKeys, 'target' | 'processId' | 'atMs' | 'windowMs' | 'reads'>,
    keys: ReturnType<HotKeySampler['sampled']>['keys'],
  ): Promise<HotKeys> {
    const salt = await this.saltOf(head.target);
    return { ...head, kind: 'hashed', keys: keys.map(({ text, reads }) => ({ hash: hashedKey(salt, text), reads })) };
  }

  private saltOf(target: string): Promise<Uint8Array> {
    this.salt ??= this.parts.store.salt(target, randomBytes(SALT_BYTES)).catch((error: unknown) => {
      this.salt = undefined;
      throw error;
    });
    return this.salt;
  }

  private failed(error: unknown): void {
    this.parts.observer?.event({ kind: 'hot-keys-unwritable', target: this.parts.target, error });
  }
}
