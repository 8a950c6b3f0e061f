import { formatProblem, parseConfig, profileNames } from '.';
import type { Policy } from './policy';

const linesOf = (text: string, nodeTypes?: readonly string[]): readonly string[] => {
  const parsed = parseConfig(text, 'daxpilot.yml', nodeTypes === undefined ? {} : { nodeTypes });
  return parsed.kind === 'invalid' ? parsed.problems.map(formatProblem) : [];
};

const policyOf = (text: string): Policy | undefined => {
  const parsed = parseConfig(text);
  return parsed.kind === 'config' ? parsed.config.targets.shop?.policy : undefined;
};

test('a target with a cluster and tables is filled with defaults and carries its name', () => {
  const parsed = parseConfig('targets: {shop: {cluster: Shop-1, tables: [products]}}');

  expect(parsed).toMatchObject({
    kind: 'config',
    config: {
      schemaVersion: 1,
      targets: {
        shop: { name: 'shop', cluster: 'shop-1', tables: ['products'], policy: { nodes: { min: 3, max: 11 } } },
      },
    },
  });
});

test('JSON is read too, since YAML 1.2 contains it', () => {
  expect(policyOf('{"targets": {"shop": {"cluster": "shop"}}}')?.bands.cpuPercent).toEqual({ low: 40, high: 70 });
});

test('defaults hold for every target, key by key, and the target has the last word', () => {
  const policy = policyOf(`
defaults:
  nodes: {min: 2, max: 6}
  bands: {cpuPercent: {high: 65}}
targets:
  shop:
    cluster: shop
    policy:
      nodes: {max: 9}
`);

  expect(policy?.nodes).toMatchObject({ min: 2, max: 9, surviveLossOfOneNode: true });
  expect(policy?.bands.cpuPercent).toEqual({ low: 40, high: 65 });
});

test('a list of the target replaces the list of the defaults', () => {
  const policy = policyOf(`
defaults: {requiredForScaleIn: [cpu, hitRate]}
targets: {shop: {cluster: shop, policy: {requiredForScaleIn: [cpu]}}}
`);

  expect(policy?.requiredForScaleIn).toEqual(['cpu']);
});

test('all mistakes of a file are listed at once, in order, with place, value, rule and nearest name', () => {
  const text = `schemaVersion: 1
defaults:
  nodes: {min: 5, max: 4}
  coolDownMs:
    scaleOut: 5m
targets:
  Shop:
    cluster: a
  shop:
    cluster: a-very-long-cluster-name-indeed
    tabels: [x]
    policy:
      aproval: {nodeCount: auto}
      approval: {nodeCount: autoo, nodeCount: atuo}
      bands: {cpuPercent: {low: 80}}
      nodes: {allowedTypes: [dax.r5.larg], max: 12}
  b: {cluster: B, tables: [products, products]}
  c: {cluster: b}
  d: null
  e: {}
`;

  expect(linesOf(text, ['dax.r5.large'])).toEqual([
    'daxpilot.yml:3:16 defaults.nodes.min = 5: must be at most nodes.max (4)',
    'daxpilot.yml:5:15 defaults.coolDownMs.scaleOut = "5m": must be a number (in milliseconds: 300000)',
    'daxpilot.yml:7:3 targets.Shop = "Shop": a target name has 1-40 lower-case letters, digits and hyphens and begins with a letter',
    'daxpilot.yml:10:14 targets.shop.cluster = "a-very-long-cluster-name-indeed": a DAX cluster name has 1-20 letters, digits and single hyphens, begins with a letter and does not end with a hyphen',
    'daxpilot.yml:11:5 targets.shop.tabels = ["x"]: is not a known key (did you mean tables?)',
    'daxpilot.yml:13:7 targets.shop.policy.aproval = {"nodeCount":"auto"}: is not a known key (did you mean approval?)',
    'daxpilot.yml:14:29 targets.shop.policy.approval.nodeCount = "atuo": must be one of recommend, approve, auto (did you mean auto?)',
    'daxpilot.yml:14:36 nodeCount: the key stands here for the second time',
    'daxpilot.yml:15:33 targets.shop.policy.bands.cpuPercent.low = 80: must be below bands.cpuPercent.high (70)',
    'daxpilot.yml:16:30 targets.shop.policy.nodes.allowedTypes.0 = "dax.r5.larg": is not a known node type (did you mean dax.r5.large?)',
    'daxpilot.yml:16:49 targets.shop.policy.nodes.max = 12: must be at most 11',
    'daxpilot.yml:17:38 targets.b.tables.1 = "products": table products is listed twice',
    'daxpilot.yml:18:16 targets.c.cluster = "b": cluster b belongs to target b already: two owners would undo each other',
    'daxpilot.yml:19:6 targets.d = null: must be a map of keys',
    'daxpilot.yml:20:3 targets.e: has neither a cluster nor tables: there is nothing to look after',
  ]);
});

test.each([
  ['', 'daxpilot.yml: the configuration is empty (it begins with targets:)'],
  ['# nothing', 'the configuration is empty'],
  ['shop', 'daxpilot.yml:1:1 = "shop": the configuration must be a map of keys'],
  ['targets: {}', 'must name at least one target'],
  ['schemaVersion: 2\ntargets: {shop: {cluster: shop}}', 'daxpilot.yml:1:16 schemaVersion = 2: must be 1'],
  ['schemaVersion: 1', 'targets: is required: a map of names'],
  ['targets: {a: {cluster: x}}\n---\nb: 1', 'daxpilot.yml:2:1: not valid YAML: Source contains multiple documents'],
  ['a: &a [*a]', 'not valid YAML: Converting circular structure'],
  ['targets: {a: {cluster: *no}}', 'not valid YAML: Unresolved alias'],
  [
    'targets: {shop: {cluster: shop, policy: {__proto__: {nodes: 1}}}}',
    'policy.__proto__ = {"nodes":1}: is not a known key',
  ],
  ['targets: {shop: {tables: [a b]}}', 'tables.0 = "a b": a DynamoDB table name has 3-255'],
  ['targets: {shop: {cluster: shop, policy: {bakeMs: 1.5}}}', 'bakeMs = 1.5: must be a whole number'],
  [
    'targets: {shop: {cluster: shop, policy: {bands: {cpuPercent: {low: 30%}}}}}',
    '"30%": must be a number (without quotes or sign: 30)',
  ],
  [
    'targets: {shop: {cluster: shop, policy: {nodes: {allowedTypes: []}}}}',
    'allowedTypes = []: must have at least 1 entries',
  ],
])('%j is refused', (text, expected) => {
  expect(linesOf(text).join('\n')).toContain(expected);
});

test('behind a syntax error nothing is judged, before it everything is', () => {
  const lines = linesOf('targets:\n  shop: {cluster: 3}\n  b: {cluster: "x\n');

  expect(lines[0]).toBe('daxpilot.yml:2:19 targets.shop.cluster = 3: must be a text');
  expect(lines[1]).toContain('not valid YAML: Missing closing "quote');
  expect(lines.join()).not.toContain('targets.b');
});

test.each([
  ['nodes: {min: 1}', 'a scale-in from 2 to 1 nodes at 40 % would land at 80 %, above high = 70 %'],
  ['bands: {cpuPercent: {low: 50, high: 60}}', 'a scale-in from 4 to 3 nodes at 50 % would land at 66.7 %'],
  ['nodes: {min: 1, surviveLossOfOneNode: true}', 'a cluster of one node cannot survive the loss of one'],
  ['bands: {cacheMemoryPercent: {low: 80}}', 'must be below bands.cacheMemoryPercent.high (80)'],
  ['bands: {hitRatePercent: {min: 95}}', 'must be at most bands.hitRatePercent.good (90)'],
  ['capacityMode: {toOnDemandBelowPercent: 40}', 'must be below capacityMode.toProvisionedAbovePercent (40)'],
  ['capacityMode: {toProvisionedAbovePercent: 75}', 'must be below capacityMode.targetUtilisationPercent (70)'],
  ['capacityMode: {minUnits: 9, maxUnits: 8}', 'must be at most capacityMode.maxUnits (8)'],
  ['windowsMs: {trigger: 7200000}', 'must be at most windowsMs.trend (3600000)'],
  ['coolDownMs: {scaleOut: 7200000}', 'must be at most coolDownMs.scaleIn (1800000)'],
  ['windowsMs: {scaleIn: 90000000}', 'windowsMs.scaleIn = 90000000: must be at most 86400000 (a day)'],
  ['capacityMode: {minHistoryMs: 6000000000}', 'must be at most 5443200000 (63 days)'],
  ['profile: latency-first, nodes: {min: 1}', 'nodes.min = 1: must be at least 2 with profile latency-first'],
  ['profile: development, nodes: {surviveLossOfOneNode: true}', 'a cluster of one node cannot survive the loss of one'],
  ['profile: cost-first, bands: {cpuPercent: {high: 60}}', 'a scale-in from 3 to 2 nodes at 50 % would land at 75 %'],
  ['noScaleIn: [{from: "08:00", to: "08:00"}]', 'noScaleIn.0.to = "08:00": must differ from noScaleIn.0.from (08:00)'],
  [
    'noScaleIn: [{from: "08:00", to: "20:00", timeZone: Europe/Berln}]',
    'noScaleIn.0.timeZone = "Europe/Berln": is not an IANA time zone (did you mean Europe/Berlin?)',
  ],
  [
    'changeCalendar: [{from: "08:00", to: "2026-11-27T08:00"}]',
    'must be of the same kind as changeCalendar.0.from (08:00)',
  ],
  ['changeCalendar: [{from: "25:00", to: "08:00"}]', 'changeCalendar.0.from = "25:00": must be a time like 08:00'],
  [
    'changeCalendar: [{from: "2026-11-27T08:00", to: "2026-11-27T07:00"}]',
    'must be after changeCalendar.0.from (2026-11-27T08:00)',
  ],
  ['changeCalendar: [{from: "2026-02-30T08:00", to: "2026-03-02T07:00"}]', 'the calendar has no such day'],
  [
    'floors: [{from: "2026-11-27T00:00", to: "2026-11-28T00:00", days: [fri], nodes: 5}]',
    'must be absent where from and to are dates',
  ],
  ['nodes: {max: 6}, floors: [{from: "08:00", to: "20:00", nodes: 8}]', 'nodes = 8: must be at most nodes.max (6)'],
  ['floors: [{from: "08:00", to: "20:00", nodes: 3}]', 'must be above nodes.min (3): the floor would change nothing'],
  [
    'floors: [{from: "08:00", to: "20:00", nodes: 9, leadMs: 600000}]',
    'leadMs = 600000: must be at least 2400000: from 3 to 9 nodes in steps of 2 it takes that long',
  ],
  ['noScaleIn: [{days: [friday], from: "08:00", to: "20:00"}]', 'must be one of sun, mon, tue, wed, thu, fri, sat'],
])('the policy {%s} contradicts itself', (policy, expected) => {
  expect(linesOf(`targets: {shop: {cluster: shop, policy: {${policy}}}}`).join('\n')).toContain(expected);
});

test('a contradiction that stands in the defaults is said once, not once per target', () => {
  const text = 'defaults: {nodes: {min: 4, max: 3}}\ntargets: {a: {cluster: a}, b: {cluster: b}}';

  expect(linesOf(text)).toEqual(['daxpilot.yml:1:25 defaults.nodes.min = 4: must be at most nodes.max (3)']);
});

test('a contradiction between defaults and a target stands where its first field was written', () => {
  const text = 'defaults: {nodes: {min: 4}}\ntargets:\n  a: {cluster: a, policy: {nodes: {max: 3}}}';

  expect(linesOf(text)[0]).toContain('defaults.nodes.min = 4: must be at most nodes.max (3)');
});

test('a node type that the policy itself describes may be allowed', () => {
  const text = `
targets:
  shop:
    cluster: shop
    policy:
      nodeTypes: {dax.r7i.large: {virtualCpus: 2, memoryGibibytes: 16}}
      nodes: {allowedTypes: [dax.r7i.large]}
`;

  expect(linesOf(text, ['dax.r5.large'])).toEqual([]);
});

test('a mistyped node type in the prices is refused and not left without effect', () => {
  const text = 'targets: {shop: {cluster: shop, policy: {prices: {nodeUsdPerHour: {dax.r5.larg: 1}}}}}';

  expect(linesOf(text, ['dax.r5.large'])).toEqual([
    'daxpilot.yml:1:81 targets.shop.policy.prices.nodeUsdPerHour.dax.r5.larg = 1: is not a known node type (did you mean dax.r5.large?)',
  ]);
});

test('a target called __proto__ is refused and not dropped', () => {
  const text = 'targets: {shop: {cluster: shop}, __proto__: {cluster: b}}';

  expect(linesOf(text)).toEqual(['daxpilot.yml:1:34 targets.__proto__ = {"cluster":"b"}: is not a known key']);
});

test('names of the language are no targets', () => {
  const parsed = parseConfig('targets: {shop: {cluster: shop}}');

  expect(parsed.kind === 'config' && parsed.config.targets.constructor).toBeUndefined();
});

describe('profiles', () => {
  test('a profile sets defaults; keys that are written win over it, at the target and in the defaults', () => {
    const policy = policyOf(`
defaults: {bands: {loadPercent: {high: 66}}}
targets: {shop: {cluster: shop, policy: {profile: latency-first, bands: {cpuPercent: {high: 60}}}}}
`);

    expect(policy?.bands).toMatchObject({ cpuPercent: { low: 30, high: 60 }, loadPercent: { high: 66 } });
    expect(policy).toMatchObject({
      profile: 'latency-first',
      nodes: { maxStepOut: 4 },
      coolDownMs: { scaleOut: 120_000 },
    });
  });

  test('without a profile a target has the defaults of production', () => {
    expect(policyOf('targets: {shop: {cluster: shop}}')).toEqual(
      policyOf('targets: {shop: {cluster: shop, policy: {profile: production}}}'),
    );
  });

  test.each(profileNames)('the profile %s by itself breaks no rule', (name) => {
    expect(linesOf(`targets: {shop: {cluster: shop, policy: {profile: ${name}}}}`)).toEqual([]);
  });

  test('an unknown profile is refused with the nearest one', () => {
    expect(linesOf('targets: {shop: {cluster: shop, policy: {profile: cost-frist}}}').join()).toContain(
      'did you mean cost-first?',
    );
  });
});

describe('prices', () => {
  const knowledge = { nodeTypes: ['dax.r5.large'], nodeUsdPerHour: { 'dax.r5.large': 0.255 } };
  const linesKnowing = (policy: string): readonly string[] => {
    const parsed = parseConfig(`targets: {shop: {cluster: shop, policy: {${policy}}}}`, undefined, knowledge);
    return parsed.kind === 'invalid' ? parsed.problems.map(formatProblem) : [];
  };

  test('a node type without a price is refused, since it could not be compared', () => {
    const described = 'nodeTypes: {dax.r7i.large: {virtualCpus: 2, memoryGibibytes: 16}}';

    expect(linesKnowing(described).join()).toContain(
      'the price book has no price for this node type (set prices.nodeUsdPerHour: {dax.r7i.large: USD an hour})',
    );
    expect(linesKnowing(`${described}, prices: {nodeUsdPerHour: {dax.r7i.large: 0.3}}`)).toEqual([]);
  });

  test('a budget below what the fewest nodes cost is refused', () => {
    // 3 x 0.255 x 730 = 558.45
    expect(linesKnowing('budget: {maxUsdPerMonth: 500}').join()).toContain(
      'maxUsdPerMonth = 500: must be at least 559',
    );
    expect(linesKnowing('budget: {maxUsdPerMonth: 559}')).toEqual([]);
  });
});
