/** The parts of dynalite 4.0.0 that the embedded engine is made of. `engine.test.ts` guards them against a version bump. */
declare module 'dynalite/db' {
  export interface DynaliteStore {
    readonly tableDb: {
      awsAccountId: string;
      awsRegion: string;
      get(key: string, callback: (error: unknown, table: Record<string, unknown>) => void): void;
      put(key: string, table: object, callback: (error: unknown) => void): void;
    };
    readonly db: { close(callback: (error: unknown) => void): void };
    deleteIndexDb(kind: 'Global', tableName: string, indexName: string, callback: (error: unknown) => void): void;
  }
  export function create(options: {
    readonly createTableMs: number;
    readonly updateTableMs: number;
    readonly deleteTableMs: number;
  }): DynaliteStore;
  export function updateIndexes(
    store: DynaliteStore,
    table: object,
    existingItem: object | undefined,
    item: object,
    callback: (error: unknown) => void,
  ): void;
  export function itemSize(item: object): number;
}

declare module 'dynalite/validations' {
  import type { DynaliteStore } from 'dynalite/db';
  export function checkTypes(data: object, types: object): Record<string, unknown>;
  export function checkValidations(data: object, types: object, custom: unknown, store: DynaliteStore): void;
}

declare module 'dynalite/validations/*' {
  const rules: { readonly types: object; readonly custom?: unknown };
  export = rules;
}

declare module 'dynalite/actions/*' {
  import type { DynaliteStore } from 'dynalite/db';

  function action(
    store: DynaliteStore,
    data: object,
    callback: (error: unknown, output?: Record<string, unknown>) => void,
  ): void;
  export = action;
}

/** The HTTP server, for the benchmark only. */
declare module 'dynalite' {
  import type { Server } from 'node:http';
  export default function dynalite(options: { readonly createTableMs: number }): Server;
}
