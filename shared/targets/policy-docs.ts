import { configJsonSchema, type JsonSchema, schemaAt } from './json-schema';
import { isMap } from './merge-defaults';
import { policySchema } from './policy';
import { profileNames } from './profile-names';
import { withProfile } from './profiles';

/** Markdown table of every policy key: path, what it may be, default, meaning. Made from the schema, so never out of date. */
export function policyDocsTable(): string {
  const policy = schemaAt(configJsonSchema(), ['targets', 'any', 'policy']);
  const rows = policy === undefined ? [] : rowsOf(policy, '', '');
  return ['| key | value | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

/** The same of the keys of `bootstrap`. */
export function bootstrapDocsTable(): string {
  const bootstrap = schemaAt(configJsonSchema(), ['targets', 'any', 'bootstrap']);
  const rows = bootstrap === undefined ? [] : rowsOf(bootstrap, '', '');
  return ['| key | value | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

/** Markdown table of what each profile sets other than `production`. */
export function profileDocsTable(): string {
  const production = flat(policySchema.parse({}), '');
  const columns = profileNames.map((name) => flat(policySchema.parse(withProfile({ profile: name })), ''));
  const rows = [...production.keys()]
    .filter((key) => key !== 'profile' && columns.some((column) => column.get(key) !== production.get(key)))
    .map((key) => `| \`${key}\` | ${columns.map((column) => column.get(key) ?? '').join(' | ')} |`);
  return [`| key | ${profileNames.join(' | ')} |`, `|---|${profileNames.map(() => '---|').join('')}`, ...rows].join(
    '\n',
  );
}

/** Leaves by dotted path; lists count as leaves. */
function flat(value: unknown, path: string): ReadonlyMap<string, string> {
  if (!isMap(value)) return new Map([[path, Array.isArray(value) ? value.join(', ') : String(value)]]);
  return new Map(
    Object.entries(value).flatMap(([key, child]) => [...flat(child, path === '' ? key : `${path}.${key}`)]),
  );
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
  if (schema.items?.properties !== undefined) {
    const own = `| \`${path}\` | list of maps | \`${JSON.stringify(schema.default ?? [])}\` | ${cell(meaning)} |`;
    return [own, ...rowsOf(schema.items, `${path}[]`, '')];
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
