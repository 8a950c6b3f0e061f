import type { KeySchema, KeyType } from '../codec/primary-key';
import { hasNumber } from '../codec/primary-key';
import { DaxError, UNKNOWN_TABLE } from '../protocol/dax-error';
import { DynamoDbException } from './dynamodb-error';
import type { DynamoDb } from './dynamodb-http';

/** A table as far as a node must know it. */
export interface Table {
  readonly name: string;
  readonly schema: KeySchema;
  /** Key bytes of clients can spell one number in several ways. */
  readonly respellsKeys: boolean;
}

interface Description {
  readonly Table?: {
    readonly KeySchema?: readonly { readonly AttributeName: string; readonly KeyType: string }[];
    readonly AttributeDefinitions?: readonly { readonly AttributeName: string; readonly AttributeType: KeyType }[];
  };
}

/** Clients ask again for a key schema each minute; within this time they are answered from memory. Wall clock. */
const FRESH_MS = 10_000;

/** Key schemas of the tables behind the cluster, read by DescribeTable. */
export class TableDirectory {
  private readonly tables = new Map<string, { readonly table: Table; readonly readAtMs: number; doubted: boolean }>();
  private readonly underway = new Map<string, Promise<Table>>();
  private last: Table | undefined;

  constructor(
    private readonly dynamodb: DynamoDb,
    /** Told when a table came back with other keys: what is cached of it means nothing now. */
    private readonly onSchemaChange: (table: string) => void,
    private readonly wallMs: () => number = Date.now,
  ) {}

  get size(): number {
    return this.tables.size;
  }

  /** The table of the last use, if it is not in doubt: most requests name the same one again. */
  get recent(): Table | undefined {
    return this.last;
  }

  /** What is known without asking; undefined for a table that was not used yet. */
  known(name: string): Table | undefined {
    const entry = this.tables.get(name);
    if (entry === undefined || entry.doubted) return undefined;
    this.last = entry.table;
    return entry.table;
  }

  async get(name: string): Promise<Table> {
    return this.known(name) ?? this.describe(name);
  }

  /** As `get`, but looks again if the last look is a while ago. */
  async fresh(name: string): Promise<Table> {
    const known = this.tables.get(name);
    if (known !== undefined && !known.doubted && this.wallMs() - known.readAtMs < FRESH_MS) return known.table;
    return this.describe(name);
  }

  /** DynamoDB contradicts what is known: look again before the next use. */
  doubt(name: string): void {
    const entry = this.tables.get(name);
    if (entry !== undefined) entry.doubted = true;
    this.last = undefined;
  }

  private describe(name: string): Promise<Table> {
    const running = this.underway.get(name);
    if (running !== undefined) return running;
    const promise = this.read(name).finally(() => this.underway.delete(name));
    this.underway.set(name, promise);
    return promise;
  }

  private async read(name: string): Promise<Table> {
    const description = await this.ask(name);
    const schema = schemaOf(name, description);
    const before = this.tables.get(name)?.table;
    if (before !== undefined && JSON.stringify(before.schema) !== JSON.stringify(schema)) this.onSchemaChange(name);
    const table: Table = { name, schema, respellsKeys: hasNumber(schema) };
    this.tables.set(name, { table, readAtMs: this.wallMs(), doubted: false });
    this.last = undefined;
    return table;
  }

  private async ask(name: string): Promise<Description> {
    try {
      return await this.dynamodb.call<Description>('DescribeTable', { TableName: name });
    } catch (error) {
      if (!(error instanceof DynamoDbException) || error.exception !== 'ResourceNotFoundException') throw error;
      this.doubt(name);
      throw new DaxError('ResourceNotFoundException', error.message, UNKNOWN_TABLE);
    }
  }
}

function schemaOf(name: string, { Table: table }: Description): KeySchema {
  const attributes = (['HASH', 'RANGE'] as const).flatMap((role) => {
    const key = table?.KeySchema?.find((element) => element.KeyType === role);
    if (key === undefined) return [];
    const type = table?.AttributeDefinitions?.find(
      (definition) => definition.AttributeName === key.AttributeName,
    )?.AttributeType;
    return type === undefined ? [] : [{ name: key.AttributeName, type }];
  });
  const [hash, range] = attributes;
  if (hash === undefined)
    throw new DaxError('InternalServerError', `DescribeTable of '${name}' named no hash key`, undefined, 500);
  return range === undefined ? [hash] : [hash, range];
}
