import { useMemo, useState } from 'preact/hooks';
import type { DeliveryDetail } from '../../deliveries/delivery-log.ts';
import { Button } from '../ui/button.tsx';
import { Code } from '../ui/code.tsx';
import { toTree } from '../ui/json-nodes.ts';
import { JsonTree } from '../ui/json-tree.tsx';

/** The body as a tree, and as received. */
export function Body({ detail: { body, id } }: { readonly detail: DeliveryDetail }) {
  const [isRaw, setIsRaw] = useState(false);
  const text = body.kept ? body.content : '';
  const tree = useMemo(() => (body.kept && body.encoding === 'text' ? parseTree(text) : undefined), [body, text]);
  if (!body.kept) return <p class="hint">Newer bodies needed the memory. This one is no longer kept.</p>;
  if (tree === undefined)
    return (
      <Code text={text} label={body.encoding === 'base64' ? 'Body in base64: it is not UTF-8' : 'Body as received'} />
    );
  return (
    <>
      <div class="switch" role="group" aria-label="View of the body">
        <Button
          isPressed={!isRaw}
          onClick={() => {
            setIsRaw(false);
          }}
        >
          Tree
        </Button>
        <Button
          isPressed={isRaw}
          onClick={() => {
            setIsRaw(true);
          }}
        >
          As received
        </Button>
      </div>
      {isRaw ? <Code text={text} label="Body as received" /> : <JsonTree id={`tree-${id}`} root={tree} label="Body" />}
    </>
  );
}

function parseTree(text: string) {
  try {
    return toTree(JSON.parse(text));
  } catch {
    return undefined;
  }
}
