type Fields = Readonly<Record<string, unknown>>;

const laterVerification: Fields = {
  judgement: { kind: 'unknown', residuals: [], text: 'verified before changes were judged' },
  rollBack: null,
};

/** What answers of earlier deployments lack, by the field of the payload that holds them and their kind. */
const laterFields: Readonly<Record<string, Fields>> = {
  'observation observed': {
    announced: null,
    modeSwitches: [],
    recentChanges: [],
    vetoes: [],
    approval: null,
    expiredOverride: null,
  },
  'verification verified': laterVerification,
  'verification not-verified': laterVerification,
};

/**
 * An execution that began before a deployment goes on with what its earlier steps answered. The payload as if what they did not
 * know of were not there.
 */
export function completed(payload: Fields): Fields {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, completedField(name, value)]));
}

function completedField(name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return value;
  const later = laterFields[`${name} ${String(value.kind)}`];
  return later === undefined ? value : { ...later, ...value };
}
