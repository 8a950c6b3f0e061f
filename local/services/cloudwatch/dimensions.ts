import { constraint, invalidValue } from './cloudwatch-error';
import type { DimensionInput } from './metric-id';

const MAX_DIMENSIONS = 30;

/** Checks the dimensions of a metric: at most 30, each name once, names and values of allowed length. */
export function checkDimensions(dimensions: readonly DimensionInput[], member: string): readonly DimensionInput[] {
  if (dimensions.length > MAX_DIMENSIONS) {
    throw invalidValue(`The collection ${member} must not have a size greater than ${MAX_DIMENSIONS}.`);
  }
  for (const [i, { Name: name = '', Value: value = '' }] of dimensions.entries()) {
    if (name === '' || name.length > 255 || name.startsWith(':')) {
      throw constraint(
        `${member}.member.${i + 1}.Name`,
        name,
        'Member must have 1 to 255 characters and no leading colon',
      );
    }
    if (value === '' || value.length > 1_024) {
      throw constraint(`${member}.member.${i + 1}.Value`, value.slice(0, 64), 'Member must have 1 to 1024 characters');
    }
  }
  const names = dimensions.map(({ Name }) => Name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw invalidValue(`The dimension ${twice} of ${member} is given more than once.`);
  }
  return dimensions;
}
