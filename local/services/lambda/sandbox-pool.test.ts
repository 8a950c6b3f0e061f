import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sandbox } from './sandbox';
import { type PoolOptions, SandboxPool } from './sandbox-pool';

describe('sandbox pool', () => {
  let taskRoot: string;
  let pool: SandboxPool;
  let started = 0;

  beforeAll(async () => {
    taskRoot = await mkdtemp(join(tmpdir(), 'sandbox-pool-'));
    await writeFile(join(taskRoot, 'index.js'), 'exports.handler = async (e) => e');
  });
  afterEach(() => pool.stop());
  afterAll(() => rm(taskRoot, { recursive: true }));

  const aPool = (options: PoolOptions) => {
    started = 0;
    pool = new SandboxPool(options);
    return pool;
  };
  const start = async (retireAtMs?: number) => {
    started += 1;
    return new Sandbox({
      taskRoot,
      handler: 'index.handler',
      nodeMajor: 24,
      environment: {},
      memoryMb: 128,
      retireAtMs,
      onLog: () => undefined,
      onExit: (sandbox) => pool.forget(sandbox),
    });
  };
  const acquire = (key = 'k') => pool.acquire(key, () => start());

  test('a released sandbox is handed out again for its key only', async () => {
    aPool({});
    const first = await acquire();
    pool.release('k', first);

    expect(await acquire()).toBe(first);
    expect(await acquire('other')).not.toBe(first);
  });

  test('no more threads than allowed: the next one waits for a release', async () => {
    aPool({ maxThreads: 2 });
    const [first] = await Promise.all([acquire(), acquire()]);
    const third = acquire();

    pool.release('k', first as Sandbox);

    expect(await third).toBe(first);
    expect(started).toBe(2);
  });

  test('at the limit an idle sandbox of another key makes room', async () => {
    aPool({ maxThreads: 1 });
    pool.release('a', await acquire('a'));

    const other = await acquire('b');

    expect(other.usable).toBe(true);
    expect(pool.threads).toBe(1);
  });

  test('only so many warm ones are kept', async () => {
    aPool({ maxIdle: 1 });
    const all = await Promise.all([acquire(), acquire(), acquire()]);
    for (const sandbox of all) {
      pool.release('k', sandbox);
    }

    expect(pool.threads).toBe(1);
  });

  test('a warm one that nobody asks for ends after its time', async () => {
    aPool({ idleMs: 1 });
    const sandbox = await acquire();
    const gone = new Promise<void>((resolve) => {
      const forget = pool.forget.bind(pool);
      pool.forget = (ended) => {
        forget(ended);
        resolve();
      };
    });

    pool.release('k', sandbox);
    await gone;

    expect(pool.threads).toBe(0);
  });

  test('one whose credentials are about to end is not handed out again', async () => {
    aPool({});
    const old = await pool.acquire('k', () => start(Date.now() - 1));
    pool.release('k', old);

    expect(await acquire()).not.toBe(old);
  });

  test('a start that fails is the failure of the one who waited for it', async () => {
    aPool({});

    await expect(pool.acquire('k', async () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
    await expect(acquire()).resolves.toBeInstanceOf(Sandbox);
  });

  test('after stop nothing is handed out', async () => {
    aPool({});
    await acquire();
    await pool.stop();

    expect(pool.threads).toBe(0);
    await expect(acquire()).rejects.toThrow('lambda.stopped');
  });
});
