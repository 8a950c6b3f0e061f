import type { Platform } from '../../kernel/service';

interface Directive {
  readonly Namespace?: unknown;
  readonly Dimensions?: unknown;
  readonly Metrics?: unknown;
}

/** Lines in CloudWatch's embedded metric format become metrics, as CloudWatch Logs makes them; what is no such line is left alone. */
export function publishEmbedded(platform: Platform, text: string): void {
  if (!text.includes('"_aws"')) {
    return;
  }
  for (const line of text.split('\n')) {
    for (const input of embeddedIn(line)) {
      const caller = { kind: 'service', arn: 'logs.amazonaws.com' } as const;
      platform.call('monitoring', 'PutMetricData', input, caller).catch((error: unknown) => {
        platform.log.write('lambda.embedded-metrics.failed', { error: String(error) });
      });
    }
  }
}

/** One PutMetricData per directive. */
export function embeddedIn(
  line: string,
): readonly { readonly Namespace: string; readonly MetricData: readonly object[] }[] {
  const root = parsed(line);
  const { CloudWatchMetrics: directives, Timestamp: atMs } = recordOf(root?._aws);
  if (root === undefined || typeof atMs !== 'number' || !Array.isArray(directives)) {
    return [];
  }
  return directives.flatMap((directive: Directive) => {
    const { Namespace, Dimensions, Metrics } = directive;
    if (typeof Namespace !== 'string' || !Array.isArray(Metrics)) {
      return [];
    }
    const sets: readonly (readonly string[])[] = Array.isArray(Dimensions) && Dimensions.length > 0 ? Dimensions : [[]];
    const MetricData = sets.flatMap((names) =>
      Metrics.flatMap((metric) => {
        const { Name, Unit } = recordOf(metric);
        const values = numbersOf(root[String(Name)]);
        const Dimensions = names.map((name) => ({ Name: name, Value: String(root[name]) }));
        return values.length === 0
          ? []
          : [{ MetricName: Name, Unit: Unit ?? 'None', Timestamp: new Date(atMs), Values: values, Dimensions }];
      }),
    );
    return MetricData.length === 0 ? [] : [{ Namespace, MetricData }];
  });
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return recordOf(JSON.parse(line));
  } catch {
    return undefined;
  }
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const numbersOf = (value: unknown): readonly number[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is number => typeof one === 'number');
