import type { Sandbox } from './sandbox';

export interface PoolOptions {
  /** Threads at most, busy and idle together; further invocations wait for a free one. Default 64. */
  readonly maxThreads?: number;
  /** Threads that may load their handler at the same time: loading is bound by the processor. Default 4. */
  readonly maxLoading?: number;
  /** Warm threads kept at most. Default 8. */
  readonly maxIdle?: number;
  /** Wall time after which a warm thread that nobody used is ended. Default 60,000. */
  readonly idleMs?: number;
}

interface Waiter {
  readonly key: string;
  readonly start: () => Promise<Sandbox>;
  readonly take: (sandbox: Sandbox) => void;
  readonly fail: (error: unknown) => void;
}

interface Idle {
  readonly key: string;
  readonly sandbox: Sandbox;
  readonly timer: NodeJS.Timeout;
}

/** Hands out one sandbox per running invocation, warm ones first. Sandboxes of one `key` are interchangeable. */
export class SandboxPool {
  readonly #limits: Required<PoolOptions>;
  readonly #waiting: Waiter[] = [];
  readonly #booting = new Set<Sandbox>();
  readonly #alive = new Set<Sandbox>();
  #idle: readonly Idle[] = [];
  #loading = new Map<string, number>();
  #stopped = false;

  constructor({ maxThreads = 64, maxLoading = 4, maxIdle = 8, idleMs = 60_000 }: PoolOptions = {}) {
    this.#limits = { maxThreads, maxLoading, maxIdle, idleMs };
  }

  get threads(): number {
    return this.#alive.size + this.#booting.size;
  }

  /** A loaded sandbox of `key`, for the caller alone until `release`. */
  acquire(key: string, start: () => Promise<Sandbox>): Promise<Sandbox> {
    return new Promise((take, fail) => {
      if (this.#stopped) {
        fail(new Error('lambda.stopped: the platform has stopped'));
        return;
      }
      this.#waiting.push({ key, start, take, fail });
      this.#serve();
    });
  }

  release(key: string, sandbox: Sandbox): void {
    if (!sandbox.usable || this.#stopped) {
      this.forget(sandbox);
      void sandbox.terminate();
      return;
    }
    const timer = setTimeout(() => this.#retire(sandbox), this.#limits.idleMs);
    timer.unref();
    this.#idle = [...this.#idle, { key, sandbox, timer }];
    this.#serve();
    while (this.#idle.length > this.#limits.maxIdle) {
      this.#retire(this.#idle[0]?.sandbox);
    }
  }

  /** The sandbox's thread has ended. */
  forget(sandbox: Sandbox): void {
    this.#alive.delete(sandbox);
    this.#unidle(sandbox);
    this.#serve();
  }

  /** Ends the warm sandboxes of a key that will not be asked for again. */
  drop(key: string): void {
    for (const { key: itsKey, sandbox } of this.#idle) {
      if (itsKey === key) {
        this.#retire(sandbox);
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const waiter of this.#waiting.splice(0)) {
      waiter.fail(new Error('lambda.stopped: the platform has stopped'));
    }
    for (const { timer } of this.#idle) {
      clearTimeout(timer);
    }
    this.#idle = [];
    await Promise.all([...this.#alive, ...this.#booting].map((sandbox) => sandbox.terminate()));
    this.#alive.clear();
  }

  #serve(): void {
    for (let index = 0; index < this.#waiting.length; ) {
      const waiter = this.#waiting[index] as Waiter;
      const warm = this.#idle.findLast(({ key, sandbox }) => key === waiter.key && sandbox.usable);
      if (warm === undefined) {
        index += 1;
        continue;
      }
      this.#unidle(warm.sandbox);
      this.#waiting.splice(index, 1);
      waiter.take(warm.sandbox);
    }
    for (const key of new Set(this.#waiting.map((waiter) => waiter.key))) {
      const wanted = this.#waiting.filter((waiter) => waiter.key === key);
      for (let loading = this.#loading.get(key) ?? 0; loading < wanted.length && this.#mayStart(); loading += 1) {
        void this.#start(wanted[0] as Waiter);
      }
    }
  }

  #mayStart(): boolean {
    const loading = [...this.#loading.values()].reduce((sum, count) => sum + count, 0);
    if (loading >= this.#limits.maxLoading || this.#stopped) {
      return false;
    }
    if (this.#alive.size + loading >= this.#limits.maxThreads) {
      this.#retire(this.#idle[0]?.sandbox);
    }
    return this.#alive.size + loading < this.#limits.maxThreads;
  }

  async #start({ key, start }: Waiter): Promise<void> {
    this.#loading.set(key, (this.#loading.get(key) ?? 0) + 1);
    let sandbox: Sandbox | undefined;
    try {
      sandbox = await start();
      this.#booting.add(sandbox);
      await sandbox.loaded;
      this.#booting.delete(sandbox);
    } catch (error) {
      const index = this.#waiting.findIndex((waiter) => waiter.key === key);
      this.#waiting.splice(index, index < 0 ? 0 : 1)[0]?.fail(error);
    } finally {
      this.#loading.set(key, (this.#loading.get(key) ?? 1) - 1);
    }
    if (sandbox === undefined) {
      this.#serve();
    } else if (this.#stopped) {
      await sandbox.terminate();
    } else {
      this.#alive.add(sandbox);
      this.#deliver(key, sandbox);
    }
  }

  /** A sandbox that failed to load goes to one waiter too: its invocation reports the failure. */
  #deliver(key: string, sandbox: Sandbox): void {
    const index = this.#waiting.findIndex((waiter) => waiter.key === key);
    const [waiter] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (waiter === undefined) {
      this.release(key, sandbox);
      return;
    }
    waiter.take(sandbox);
    this.#serve();
  }

  #unidle(sandbox: Sandbox): void {
    for (const entry of this.#idle) {
      if (entry.sandbox === sandbox) {
        clearTimeout(entry.timer);
      }
    }
    this.#idle = this.#idle.filter((entry) => entry.sandbox !== sandbox);
  }

  #retire(sandbox: Sandbox | undefined): void {
    if (sandbox !== undefined) {
      this.#unidle(sandbox);
      this.#alive.delete(sandbox);
      void sandbox.terminate();
    }
  }
}
