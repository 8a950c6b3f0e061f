/**
 * Answers in a form in which equal means equal: sets and the items of batches sorted, numbers compared by value (the JavaScript clients show
 * some with an exponent), binary as hex, names of tables taken out, and nothing that belongs to one connection.
 */
const TRANSPORT = new Set(['$metadata', 'requestId']);

export function comparable(value: unknown, tables: readonly string[]): unknown {
  if (value instanceof Uint8Array) return `hex:${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return value.map((element) => comparable(element, tables));
  if (value instanceof Set) return [...value].map((element) => comparable(element, tables)).sort(byText);
  if (typeof value === 'string') return withoutTables(value, tables);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name, content]) => content !== undefined && !TRANSPORT.has(name));
  const [only] = entries;
  if (only !== undefined && entries.length === 1) {
    const special = specialForm(only[0], only[1], tables);
    if (special !== undefined) return special;
  }
  const mapped = entries.map(([name, content]) => [withoutTables(name, tables), comparable(content, tables)] as const);
  return Object.fromEntries(mapped.sort(([left], [right]) => byText(left, right)));
}

function specialForm(name: string, content: unknown, tables: readonly string[]): unknown {
  if (name === 'N' && typeof content === 'string') return { N: plainNumber(content) };
  if (!Array.isArray(content)) return undefined;
  if (name === 'NS') return { NS: content.map((element) => plainNumber(String(element))).sort(byText) };
  if (name === 'SS' || name === 'BS')
    return { [name]: content.map((element) => comparable(element, tables)).sort(byText) };
  return undefined;
}

function byText(left: unknown, right: unknown): number {
  const [one, other] = [JSON.stringify(left), JSON.stringify(right)];
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function withoutTables(text: string, tables: readonly string[]): string {
  return tables.reduce((result, table, index) => result.replaceAll(table, `<table ${index}>`), text);
}

/** Digits and power of ten, whatever the spelling. */
function plainNumber(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

/** Items of a batch come in any order. */
export function sortedBatches(output: unknown): unknown {
  const responses = (output as { Responses?: unknown }).Responses;
  if (typeof responses !== 'object' || responses === null || Array.isArray(responses)) return output;
  const sorted = Object.entries(responses).map(([table, items]) => [table, [...(items as unknown[])].sort(byText)]);
  return { ...(output as object), Responses: Object.fromEntries(sorted) };
}
