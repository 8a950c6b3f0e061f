/** Form fields as a tree: `A.member.1.B=x` is the node A > member > 1 > B with the text x. */
export interface FieldNode {
  readonly text: string | undefined;
  readonly children: ReadonlyMap<string, FieldNode>;
}

interface MutableNode {
  text: string | undefined;
  readonly children: Map<string, MutableNode>;
}

export function parseFields(body: string): FieldNode {
  const root = aNode();
  for (const [key, value] of new URLSearchParams(body)) {
    let node = root;
    for (const part of key.split('.')) {
      const child = node.children.get(part) ?? aNode();
      node.children.set(part, child);
      node = child;
    }
    node.text = value;
  }
  return root;
}

/** Children named by number, in that order: the items of a list or the entries of a map. */
export function numberedChildren(node: FieldNode): readonly FieldNode[] {
  return [...node.children]
    .filter(([key]) => /^[1-9]\d*$/.test(key))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);
}

function aNode(): MutableNode {
  return { text: undefined, children: new Map() };
}
