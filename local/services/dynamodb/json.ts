/** A DynamoDB request or answer as it stands on the wire. */
export type Json = Readonly<Record<string, unknown>>;

/** One attribute value on the wire: `{"S": "…"}`, `{"N": "1"}`, … with binary in base64. */
export type WireValue = Readonly<Record<string, unknown>>;
export type WireItem = Readonly<Record<string, WireValue>>;

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const jsonOf = (value: unknown): Json => (isJson(value) ? value : {});

export const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isJson) : []);

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

export const itemOf = (value: unknown): WireItem | undefined => (isJson(value) ? (value as WireItem) : undefined);
