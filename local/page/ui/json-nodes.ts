/** A node of a JSON tree. */
export interface JsonNode {
  readonly id: string;
  readonly name: string;
  /** The value of a leaf as JSON; of a list or an object its size. */
  readonly text: string;
  readonly children?: readonly JsonNode[];
}

/** More nodes make no readable tree. */
const MAX_NODES = 5_000;
const MAX_DEPTH = 60;
const MAX_LEAF = 2_000;

/** Turns a value into a tree. @returns undefined if it has too many nodes */
export function toTree(value: unknown): JsonNode | undefined {
  const budget = { nodes: MAX_NODES };
  const root = toNode({ id: 'body', name: 'body', value, depth: 0 }, budget);
  return budget.nodes > 0 ? root : undefined;
}

interface Named {
  readonly id: string;
  readonly name: string;
  readonly value: unknown;
  readonly depth: number;
}

function toNode({ id, name, value, depth }: Named, budget: { nodes: number }): JsonNode {
  budget.nodes -= 1;
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH || budget.nodes <= 0)
    return { id, name, text: leafText(value) };
  const members = Object.entries(value);
  const text = Array.isArray(value) ? `[${members.length}]` : `{${members.length}}`;
  const children = members.map(([member, child], i) =>
    toNode({ id: `${id}.${i}`, name: member, value: child, depth: depth + 1 }, budget),
  );
  return { id, name, text, children };
}

function leafText(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? '…' : JSON.stringify(value);
  return text.length > MAX_LEAF ? `${text.slice(0, MAX_LEAF)}…` : text;
}

/** Lists the nodes that are open at first: the upper levels. */
export function upperIds({ id, children }: JsonNode, levels: number): string[] {
  if (children === undefined || levels === 0) return [];
  return [id, ...children.flatMap((child) => upperIds(child, levels - 1))];
}
