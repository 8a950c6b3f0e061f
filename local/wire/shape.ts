import { NormalizedSchema } from '@smithy/core/schema';

export type ShapeKind =
  | 'struct'
  | 'list'
  | 'map'
  | 'string'
  | 'number'
  | 'boolean'
  | 'timestamp'
  | 'blob'
  | 'document'
  | 'unit';

/** How a timestamp is written where the form leaves a choice. */
export type TimestampFormat = 'default' | 'date-time' | 'http-date' | 'epoch-seconds';

export interface Traits {
  readonly xmlName?: string;
  readonly xmlFlattened?: unknown;
  readonly ec2QueryName?: string;
  readonly jsonName?: string;
  readonly httpLabel?: unknown;
  readonly httpQuery?: string;
  readonly httpQueryParams?: unknown;
  readonly httpHeader?: string;
  readonly httpPayload?: unknown;
  readonly httpResponseCode?: unknown;
  readonly sparse?: unknown;
}

export interface Member {
  readonly name: string;
  readonly shape: Shape;
  readonly required: boolean;
}

const TIMESTAMP_FORMATS: Readonly<Record<number, TimestampFormat>> = {
  5: 'date-time',
  6: 'http-date',
  7: 'epoch-seconds',
};

/** What the SDK client's model says about one type, read once from its schema. The only place that knows how schemas are laid out. */
export class Shape {
  readonly kind: ShapeKind;
  readonly name: string;
  readonly traits: Traits;
  readonly #schema: NormalizedSchema;
  #members: readonly Member[] | undefined;
  #element: Shape | undefined;

  private constructor(schema: NormalizedSchema) {
    this.#schema = schema;
    this.kind = kindOf(schema);
    this.name = schema.getName() ?? '';
    this.traits = schema.getMergedTraits() as Traits;
  }

  static of(schemaRef: unknown): Shape {
    return new Shape(NormalizedSchema.of(schemaRef as Parameters<typeof NormalizedSchema.of>[0]));
  }

  get isUnion(): boolean {
    return this.#schema.isUnionSchema();
  }

  get isStreaming(): boolean {
    return this.#schema.isStreaming();
  }

  get timestampFormat(): TimestampFormat {
    return TIMESTAMP_FORMATS[this.#schema.getSchema() as number] ?? 'default';
  }

  /** Members of a struct, the required ones first, as the schema lists them. */
  get members(): readonly Member[] {
    if (this.#members === undefined) {
      const required = requiredCountOf(this.#schema);
      this.#members =
        this.kind === 'struct'
          ? [...this.#schema.structIterator()].map(([name, schema], index) => ({
              name,
              shape: new Shape(schema as NormalizedSchema),
              required: index < required,
            }))
          : [];
    }
    return this.#members;
  }

  /** What a list holds, or a map's values. */
  get element(): Shape {
    this.#element ??= new Shape(this.#schema.getValueSchema() as NormalizedSchema);
    return this.#element;
  }
}

function kindOf(schema: NormalizedSchema): ShapeKind {
  const checks: readonly [ShapeKind, boolean][] = [
    ['unit', schema.isUnitSchema()],
    ['struct', schema.isStructSchema()],
    ['list', schema.isListSchema()],
    ['map', schema.isMapSchema()],
    ['blob', schema.isBlobSchema()],
    ['timestamp', schema.isTimestampSchema()],
    ['document', schema.isDocumentSchema()],
    ['boolean', schema.isBooleanSchema()],
    ['number', schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema()],
    ['string', true],
  ];
  return (checks.find(([, holds]) => holds) as [ShapeKind, boolean])[0];
}

/** The seventh entry of a struct's schema counts the required members, which stand first. */
function requiredCountOf(schema: NormalizedSchema): number {
  const layout = schema.getSchema() as unknown;
  const count: unknown = Array.isArray(layout) ? layout[6] : undefined;
  return typeof count === 'number' ? count : 0;
}
