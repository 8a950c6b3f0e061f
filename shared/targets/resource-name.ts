/** What a name in the configuration may stand for. */
export type NamedKind = 'cluster' | 'table';

const rules: Readonly<Record<NamedKind, string>> = {
  cluster:
    'a DAX cluster name has 1-20 letters, digits and single hyphens, begins with a letter and does not end with a hyphen',
  table: 'a DynamoDB table name has 3-255 letters, digits, underscores, hyphens and dots',
};

const arn = /^arn:[a-z-]*:[a-z0-9-]*:([a-z0-9-]*):/;
const endpoint = /\.dax-clusters\.([a-z0-9-]+)\.amazonaws\./;

/**
 * Why a text is no name of a cluster or table. The usual slips have a reason of their own: an ARN or an endpoint brings a Region
 * along (and an account, which must not stand in a repository), and a pattern would widen every role that is made from it.
 */
export function whyNoName(kind: NamedKind, given: unknown): string {
  const text = typeof given === 'string' ? given : '';
  const region = arn.exec(text)?.[1] ?? endpoint.exec(text)?.[1];
  if (region !== undefined) {
    const where = region === '' ? '' : ` in Region ${region}`;
    return `names a ${kind}${where} by its address: one deployment looks after one Region and account, so write the ${kind}'s name alone, in the configuration that is deployed there`;
  }
  if (/[*?]/.test(text)) {
    return `is a pattern and would widen roles to every ${kind} that fits it: name each ${kind} (${rules[kind]})`;
  }
  return rules[kind];
}
