import type { OperationModel, ServiceModel } from './model';

export interface Route {
  readonly operation: OperationModel;
  readonly labels: Readonly<Record<string, string>>;
}

interface Template {
  readonly method: string;
  readonly segments: readonly string[];
  /** Query parameters that the template fixes, such as `find=LayerVersion`. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly literals: number;
  readonly operation: OperationModel;
}

const compiled = new WeakMap<ServiceModel, readonly Template[]>();

/** Finds the operation whose method and URI template fit; the template with the most literal parts wins. */
export function routeOf(model: ServiceModel, method: string, path: string, query: string): Route | undefined {
  const parts = segmentsOf(path);
  const given = new URLSearchParams(query);
  for (const template of templatesOf(model)) {
    const fits = template.method === method && template.query.every(([name, value]) => given.get(name) === value);
    const labels = fits ? match(template.segments, parts) : undefined;
    if (labels !== undefined) {
      return { operation: template.operation, labels };
    }
  }
  return undefined;
}

function templatesOf(model: ServiceModel): readonly Template[] {
  const known = compiled.get(model);
  if (known !== undefined) {
    return known;
  }
  const templates: Template[] = [];
  for (const operation of model.operations.values()) {
    if (operation.http !== undefined) {
      const [method, uri] = operation.http;
      const [path = '', fixed = ''] = uri.split('?');
      const segments = segmentsOf(path);
      const query = [...new URLSearchParams(fixed)];
      const literals = segments.filter((segment) => !segment.startsWith('{')).length + query.length;
      templates.push({ method, segments, query, literals, operation });
    }
  }
  templates.sort((a, b) => b.literals - a.literals);
  compiled.set(model, templates);
  return templates;
}

function match(template: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  for (const [index, segment] of template.entries()) {
    const label = /^\{([^}+]+)(\+?)\}$/.exec(segment);
    const part = parts[index];
    if (part === undefined || (label === null && part !== segment)) {
      return undefined;
    }
    if (label !== null) {
      const greedy = label[2] === '+';
      const text = decode(greedy ? parts.slice(index).join('/') : part);
      if (text === undefined) {
        return undefined;
      }
      labels[label[1] as string] = text;
      if (greedy) {
        return labels;
      }
    }
  }
  return parts.length === template.length ? labels : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A trailing slash means nothing here. */
function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment, index, all) => index > 0 && (segment !== '' || index < all.length - 1));
}
