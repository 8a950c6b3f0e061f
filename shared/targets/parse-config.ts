import { bootstrapProblems } from './bootstrap-rules';
import { type Config, configSchema, type Target } from './config';
import { configJsonSchema } from './json-schema';
import { isMap, mergeDefaults } from './merge-defaults';
import { nearestName } from './nearest-name';
import { type Policy, policySchema } from './policy';
import { policyProblems } from './policy-rules';
import type { Problem } from './problem';
import { withProfile } from './profiles';
import { type PlacedProblem, schemaProblems, valueAt } from './schema-problems';
import { targetProblems } from './target-rules';
import { type Path, readYaml, type YamlSource } from './yaml-source';

export type ParsedConfig =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

export interface ConfigKnowledge {
  /** Node types that exist; policies may name only these and their own. Absent: not checked. */
  readonly nodeTypes?: readonly string[];
  /** List prices of node types, USD an hour. Absent: prices are not checked. */
  readonly nodeUsdPerHour?: Readonly<Record<string, number>>;
  /** Region that is packaged for. Absent: not checked. */
  readonly region?: string;
}

/**
 * Reads `daxpilot.yml` (YAML 1.2, so JSON too). All problems are listed at once, in the order of the text.
 *
 * @example
 * const parsed = parseConfig('targets: {shop: {cluster: shop, tables: [products]}}');
 * if (parsed.kind === 'config') parsed.config.targets.shop.policy.nodes.min; // 3
 */
export function parseConfig(text: string, fileName?: string, knowledge: ConfigKnowledge = {}): ParsedConfig {
  const source = readYaml(text);
  const found = problemsIn(source, knowledge);
  const problems = [...source.problems, ...found.map((problem) => withPlace(problem, source))]
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
    .map((problem) => (fileName === undefined ? problem : { ...problem, file: fileName }));
  if (problems.length > 0) return { kind: 'invalid', problems };
  return { kind: 'config', config: configOf(source.value) };
}

function problemsIn(source: YamlSource, knowledge: ConfigKnowledge): readonly PlacedProblem[] {
  const { value, soundUpTo } = source;
  const whole = Number.isFinite(soundUpTo) ? [] : rootProblems(value);
  if (!isMap(value)) return whole;
  const reserved = reservedKeys(value, []);

  const parsed = configSchema.safeParse(value);
  const found = parsed.success ? [] : schemaProblems(parsed.error.issues, value, configJsonSchema());
  const shape = [...found.filter(({ path }) => path.at(-1) !== '__proto__'), ...reserved];
  if (Number.isFinite(soundUpTo)) return shape.filter((problem) => standsBefore(problem, source));

  const wrong = shape.map(({ path }) => path);
  const rules = policyRuleProblems(value, wrong, knowledge);
  return [...shape, ...targetProblems(value.targets), ...bootstrapProblems(value.targets, knowledge), ...rules];
}

function rootProblems(value: unknown): readonly PlacedProblem[] {
  if (isMap(value)) return [];
  const empty = value === undefined || value === null;
  const rule = empty ? 'the configuration is empty' : 'the configuration must be a map of keys';
  return [{ path: [], value: empty ? undefined : value, rule, hint: 'it begins with targets:', at: 'value' }];
}

/** JavaScript takes this key for something else, so readers drop it without a word. */
function reservedKeys(value: unknown, path: Path): readonly PlacedProblem[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    if (key === '__proto__') return [{ path: here, value: child, rule: 'is not a known key', at: 'key' as const }];
    return reservedKeys(child, here);
  });
}

function standsBefore(problem: PlacedProblem, source: YamlSource): boolean {
  if (problem.value === undefined) return false;
  const place = source.locate(problem.path, problem.at);
  return place !== undefined && place.offset < source.soundUpTo;
}

/** Rules between fields hold for the merged policy; a field that is wrong by itself is left out and not judged twice. */
function policyRuleProblems(
  value: Readonly<Record<string, unknown>>,
  wrong: readonly Path[],
  knowledge: ConfigKnowledge,
): readonly PlacedProblem[] {
  const sound = without(value, wrong);
  const targets = isMap(sound) && isMap(sound.targets) ? sound.targets : {};
  const problems = new Map<string, PlacedProblem>();
  for (const [name, target] of Object.entries(targets)) {
    if (!isMap(target)) continue;
    const policy = policySchema.safeParse(writtenPolicy(valueAt(sound, ['defaults']), target.policy));
    if (!policy.success) continue;
    const contradictions = policyProblems(policy.data).map((one) => ({ ...one, fields: one.fields.map(partsOf) }));
    const known = [...nodeTypeProblems(policy.data, knowledge), ...priceProblems(policy.data, knowledge)];
    for (const { fields, ...said } of [...contradictions, ...known]) {
      const paths = fields.map((field) => placeOf(value, name, field));
      if (paths.some((path) => wrong.some((bad) => overlaps(bad, path)))) continue;
      const path = paths.find((candidate) => valueAt(value, candidate) !== undefined) ?? paths[0];
      const subject = fields[0]?.join('.') ?? '';
      if (path === undefined) continue;
      const named = path.join('.').endsWith(subject) ? said.rule : `${subject} = ${said.value}: ${said.rule}`;
      const shown = valueAt(value, path) ?? said.value;
      problems.set(`${path.join('.')} ${named}`, { ...said, value: shown, rule: named, path, at: 'value' });
    }
  }
  return [...problems.values()];
}

/** A target's keys over the defaults over the profile that either names. */
function writtenPolicy(defaults: unknown, own: unknown): unknown {
  return withProfile(mergeDefaults(defaults, own) ?? {});
}

interface NodeTypeProblem {
  readonly fields: readonly Path[];
  readonly value: string | number;
  readonly rule: string;
  readonly hint: string;
}

/** A mistyped node type would be a price or a permission that never counts. */
function nodeTypeProblems(
  { nodes, nodeTypes, prices }: Policy,
  knowledge: ConfigKnowledge,
): readonly NodeTypeProblem[] {
  if (knowledge.nodeTypes === undefined) return [];
  const known = [...knowledge.nodeTypes, ...Object.keys(nodeTypes)];
  const allowed = (nodes.allowedTypes ?? []).map((type, index) => ({ type, field: ['nodes', 'allowedTypes', index] }));
  const priced = Object.keys(prices.nodeUsdPerHour).map((type) => ({
    type,
    field: ['prices', 'nodeUsdPerHour', type],
  }));
  return [...allowed, ...priced].flatMap(({ type, field }) => {
    if (known.includes(type)) return [];
    const near = nearestName(type, known);
    const hint = near === undefined ? `known: ${known.join(', ')}` : `did you mean ${near}?`;
    return [{ fields: [field], value: type, rule: 'is not a known node type', hint }];
  });
}

/** A type without a price cannot be compared, and a budget that the fewest nodes exceed leaves nothing to decide. */
function priceProblems(policy: Policy, { nodeTypes, nodeUsdPerHour }: ConfigKnowledge): readonly NodeTypeProblem[] {
  if (nodeUsdPerHour === undefined) return [];
  const { nodes, prices, budget } = policy;
  const usdOf = (type: string): number | undefined => {
    const own = Object.hasOwn(prices.nodeUsdPerHour, type) ? prices.nodeUsdPerHour[type] : undefined;
    return own ?? (Object.hasOwn(nodeUsdPerHour, type) ? nodeUsdPerHour[type] : undefined);
  };
  const allowed = nodes.allowedTypes ?? [...(nodeTypes ?? []), ...Object.keys(policy.nodeTypes)];
  const named = [
    ...(nodes.allowedTypes ?? []).map((type, index) => ({ type, field: ['nodes', 'allowedTypes', index] })),
    ...Object.keys(policy.nodeTypes).map((type) => ({ type, field: ['nodeTypes', type] })),
  ];
  const known = [...(nodeTypes ?? []), ...Object.keys(policy.nodeTypes)];
  const unpriced = named
    .filter(({ type }) => known.includes(type) && usdOf(type) === undefined)
    .map(({ type, field }) => ({
      fields: [field],
      value: type,
      rule: 'the price book has no price for this node type',
      hint: `set prices.nodeUsdPerHour: {${type}: USD an hour}`,
    }));
  const cheapest = Math.min(...allowed.flatMap((type) => usdOf(type) ?? []));
  const least = cheapest * (1 - prices.discountPercent.nodes / 100) * nodes.min * 730;
  if (budget.maxUsdPerMonth === undefined || !Number.isFinite(least) || budget.maxUsdPerMonth >= least) return unpriced;
  const tooLittle = {
    fields: [['budget', 'maxUsdPerMonth']],
    value: budget.maxUsdPerMonth,
    rule: `must be at least ${Math.ceil(least)}: what ${nodes.min} nodes of the cheapest allowed type cost`,
    hint: 'or a smaller nodes.min',
  };
  return [...unpriced, tooLittle];
}

function partsOf(field: string): Path {
  return field.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Where a field of the merged policy was written: at the target, else in the defaults, else nowhere (then the target). */
function placeOf(value: unknown, target: string, field: Path): Path {
  const own = ['targets', target, 'policy', ...field];
  const shared = ['defaults', ...field];
  const inDefaults = valueAt(value, own) === undefined && valueAt(value, shared) !== undefined;
  return inDefaults ? shared : own;
}

function overlaps(a: Path, b: Path): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length).every((part, index) => part === b[index]);
}

function without(value: unknown, paths: readonly Path[]): unknown {
  const copy: unknown = structuredClone(value);
  for (const path of paths) {
    const parent = valueAt(copy, path.slice(0, -1));
    const key = path.at(-1);
    if (isMap(parent) && key !== undefined) Reflect.deleteProperty(parent, key);
  }
  return copy;
}

function withPlace({ at, path, ...said }: PlacedProblem, source: YamlSource): Problem {
  const place = source.locate(path, at);
  const where = place === undefined ? {} : { line: place.line, column: place.column };
  return { ...said, path: path.join('.'), ...where };
}

function configOf(value: unknown): Config {
  const { targets: own, schemaVersion, quotas } = configSchema.parse(value);
  // Without a prototype, so that a name like "constructor" is not found in it.
  const targets: Record<string, Target> = Object.create(null);
  for (const [name, target] of Object.entries(own)) {
    const policy = writtenPolicy(valueAt(value, ['defaults']), valueAt(value, ['targets', name, 'policy']));
    targets[name] = { ...target, name, policy: policySchema.parse(policy) };
  }
  return { schemaVersion, ...(quotas !== undefined && { quotas }), targets };
}
