import { configJsonSchema, type JsonSchema, schemaAt } from './json-schema';

/** Markdown table of every policy key: path, what it may be, default, meaning. Made from the schema, so never out of date. */
export function policyDocsTable(): string {
  const policy = schemaAt(configJsonSchema(), ['targets', 'any', 'policy']);
  const rows = policy === undefined ? [] : rowsOf(policy, '', '');
  return ['| key | value | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function rowsOf(schema: JsonSchema, path: string, outer: string): readonly string[] {
  const meaning = [outer, schema.description ?? ''].filter((text) => text !== '').join('; ');
  const { properties } = schema;
  if (properties !== undefined) {
    return Object.entries(properties).flatMap(([key, child]) =>
      rowsOf(child, path === '' ? key : `${path}.${key}`, meaning),
    );
  }
  if (typeof schema.additionalProperties === 'object') {
    const own = `| \`${path}\` | map by name | \`{}\` | ${cell(meaning)} |`;
    return [own, ...rowsOf(schema.additionalProperties, `${path}.NAME`, '')];
  }
  const preset = schema.default === undefined ? '' : `\`${JSON.stringify(schema.default)}\``;
  return [`| \`${path}\` | ${cell(kindOf(schema))} | ${preset} | ${cell(meaning)} |`];
}

function kindOf(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.map(String).join(', ');
  if (schema.anyOf !== undefined) return schema.anyOf.map(kindOf).join(' or ');
  if (schema.items !== undefined) return `list of ${kindOf(schema.items)}`;
  return [schema.type ?? 'anything', rangeOf(schema)].filter((text) => text !== '').join(' ');
}

function rangeOf(schema: JsonSchema): string {
  const low = schema.minimum ?? schema.exclusiveMinimum;
  const high = schema.maximum === Number.MAX_SAFE_INTEGER ? undefined : schema.maximum;
  const from = schema.exclusiveMinimum === undefined ? 'from' : 'above';
  return [low === undefined ? '' : `${from} ${low}`, high === undefined ? '' : `to ${high}`]
    .filter((text) => text !== '')
    .join(' ');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
