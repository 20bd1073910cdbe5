import { normalizeProps, useMachine } from '@zag-js/preact';
import * as tree from '@zag-js/tree-view';
import { useMemo } from 'preact/hooks';
import { showHidden } from '../text.ts';
import { upperIds, type JsonNode } from './json-nodes.ts';

type Api = ReturnType<typeof tree.connect>;

/** Levels that are open at first. */
const OPEN_LEVELS = 6;

/** JSON as a tree that the keyboard can walk. */
export function JsonTree({
  id,
  root,
  label,
}: {
  readonly id: string;
  readonly root: JsonNode;
  readonly label: string;
}) {
  const collection = useMemo(
    () =>
      tree.collection<JsonNode>({
        nodeToValue: (node) => node.id,
        nodeToString: (node) => node.name,
        rootNode: { id: 'root', name: '', text: '', children: [root] },
      }),
    [root],
  );
  const defaultExpandedValue = useMemo(() => upperIds(root, OPEN_LEVELS), [root]);
  const service = useMachine(tree.machine as tree.Machine, { id, collection, defaultExpandedValue });
  const api = tree.connect(service, normalizeProps);
  return (
    <div {...api.getRootProps()} class="tree">
      <div {...api.getTreeProps()} aria-label={label} aria-labelledby={undefined}>
        <TreeNode api={api} node={root} indexPath={[0]} />
      </div>
    </div>
  );
}

interface NodeProps {
  readonly api: Api;
  readonly node: JsonNode;
  readonly indexPath: number[];
}

function TreeNode({ api, node, indexPath }: NodeProps) {
  const props = { node, indexPath };
  const { children } = node;
  if (children === undefined)
    return (
      <div {...api.getItemProps(props)} class="tree-row">
        <Member node={node} />
      </div>
    );
  const { expanded } = api.getNodeState(props);
  return (
    <div {...api.getBranchProps(props)} class="tree-branch">
      <div {...api.getBranchControlProps(props)} class="tree-row">
        <span class="tree-arrow" aria-hidden="true">
          {expanded ? '▾' : '▸'}
        </span>
        <Member node={node} />
      </div>
      {expanded && (
        <div {...api.getBranchContentProps(props)} class="tree-children">
          {children.map((child, i) => (
            <TreeNode key={child.id} api={api} node={child} indexPath={[...indexPath, i]} />
          ))}
        </div>
      )}
    </div>
  );
}

function Member({ node }: { readonly node: JsonNode }) {
  return (
    <>
      <span class="tree-name">{showHidden(node.name)}</span>
      <span class={node.children ? 'tree-size' : 'tree-value'}>{showHidden(node.text)}</span>
    </>
  );
}
