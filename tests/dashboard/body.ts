import type { Placed, Row } from '../../resources/dashboard/widget';

/** The dashboard's body as CloudWatch gets it, out of a packaged template. */
export interface Body {
  readonly widgets: readonly Placed[];
}

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>
  >;
}

/** `pseudo`: what CloudFormation puts in, e.g. `AWS::Region`. Anything else that is left to put in is an error. */
export function bodyIn(template: Template, pseudo: Readonly<Record<string, string>>): Body {
  const dashboards = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
  const [dashboard] = dashboards;
  if (dashboard === undefined || dashboards.length > 1) throw new Error(`${dashboards.length} dashboards, not one`);
  const text = String(Reflect.get(Object(dashboard.Properties.DashboardBody), 'Fn::Sub'));
  const put = text.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
    const value = pseudo[name];
    if (value === undefined) throw new Error(`nothing is known for ${name}`);
    return value;
  });
  return JSON.parse(put) as Body;
}

/** A line of a graph: a metric or an expression over others, and how it is drawn. */
export interface Drawn {
  readonly id: string;
  readonly what:
    | {
        readonly kind: 'metric';
        readonly namespace: string;
        readonly metric: string;
        readonly dimensions: readonly (readonly [string, string])[];
        readonly stat: string;
      }
    | { readonly kind: 'expression'; readonly text: string };
  readonly periodSeconds: number;
  readonly label: string;
  readonly isVisible: boolean;
  readonly isRight: boolean;
  readonly colour: string | undefined;
}

/** What a metric widget draws, by CloudWatch's rules: options stand last, an id is needed only where an expression names it. */
export function linesOf({ properties }: Placed): readonly Drawn[] {
  const rows = (properties.metrics ?? []) as readonly Row[];
  return rows.map((row, index) => {
    const last = row.at(-1);
    const options = (typeof last === 'object' ? last : {}) as Readonly<Record<string, unknown>>;
    const words = row.filter((one): one is string => typeof one === 'string');
    const [namespace = '', metric = '', ...pairs] = words;
    const dimensions = pairs.flatMap((name, at) => (at % 2 === 0 ? [[name, pairs[at + 1] ?? ''] as const] : []));
    return {
      id: String(options.id ?? `row${index}`),
      what:
        typeof options.expression === 'string'
          ? { kind: 'expression', text: options.expression }
          : {
              kind: 'metric',
              namespace,
              metric,
              dimensions,
              stat: String(options.stat ?? properties.stat ?? 'Average'),
            },
      periodSeconds: Number(options.period ?? properties.period ?? 300),
      label: String(options.label ?? options.expression ?? metric),
      isVisible: options.visible !== false,
      isRight: options.yAxis === 'right',
      colour: typeof options.color === 'string' ? options.color : undefined,
    };
  });
}
