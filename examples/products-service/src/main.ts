import { configOf } from './config';
import { startService } from './service';

const GRACE_MS = 10_000;

async function main(): Promise<void> {
  const service = await startService(configOf(process.env));
  console.log(JSON.stringify({ ready: true, url: service.url }));
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      // What does not end in time is ended: systemd and the load balancer wait no longer either.
      setTimeout(() => process.exit(1), GRACE_MS).unref();
      service.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
});
