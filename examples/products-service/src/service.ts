import { type Access, openAccess } from '@daxpilot/access';
import type { FastifyInstance } from 'fastify';
import { createApp } from './app';
import type { ServiceConfig } from './config';
import { ProductStore } from './product-store';

export interface RunningService {
  readonly url: string;
  readonly access: Access;
  readonly app: FastifyInstance;
  /** Answers what is under way, takes nothing new, then lets go of DAX. */
  stop(): Promise<void>;
}

/** What the way to DAX may take at the start; without it the service begins all the same, from the table. */
const READY_MS = 5_000;

/** Resolves when requests can be answered at once: whoever is told of a process sends it requests in the same moment. */
export async function startService(config: ServiceConfig): Promise<RunningService> {
  const access = openAccess(config.access);
  const app = createApp(access, new ProductStore(access, config.table));
  try {
    const url = await app.listen({ port: config.port, host: config.host });
    await access.ready(READY_MS).catch(() => undefined);
    return {
      url,
      access,
      app,
      stop: async () => {
        await app.close();
        await access.close();
      },
    };
  } catch (error) {
    await access.close();
    throw error;
  }
}
