import type { Platform, Service } from '../../kernel/service';
import { AsyncQueue } from './async-queue';
import { functionOperations } from './function-operations';
import { invokeOperations } from './invoke-operation';
import { permissionOperations } from './permission-operations';
import { FunctionRegistry } from './registry';
import { FunctionRunner, type RunnerOptions } from './runner';
import { tagOperations } from './tag-operations';
import { versionOperations } from './version-operations';

export type LambdaOptions = RunnerOptions;

/** Lambda: functions from zips, run in worker threads of this process. */
export function createLambdaService(platform: Platform, options: LambdaOptions = {}): Service {
  const registry = new FunctionRegistry(platform);
  const runner = new FunctionRunner(platform, options);
  const queue = new AsyncQueue(platform, registry, runner);
  return {
    name: 'lambda',
    operations: {
      ...functionOperations(registry, platform.clock, (name) => runner.drop(name)),
      ...versionOperations(registry, platform.clock),
      ...permissionOperations(registry),
      ...tagOperations(registry),
      ...invokeOperations(registry, runner, queue),
    },
    async stop() {
      queue.stop();
      await runner.stop();
    },
  };
}
