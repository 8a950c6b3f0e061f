/** Steps into an item: attribute or map entry by name, list element by number. */
export type DocumentPath = readonly (string | number)[];

/** True if one path leads into (or is) the other: DynamoDB refuses two such paths in one expression. */
export function overlap(left: DocumentPath, right: DocumentPath): boolean {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index += 1) if (left[index] !== right[index]) return false;
  return true;
}
