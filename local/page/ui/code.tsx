import { showHidden } from '../text.ts';
import { Highlighted } from './highlighted.tsx';
import { CopyButton } from './button.tsx';

/** Longer text is cut here, and copied whole. */
const MAX_SHOWN = 200_000;

/** Properties of {@link Code}. */
export interface CodeProps {
  readonly text: string;
  readonly label: string;
  /** @default the text */
  readonly copied?: string;
}

/** A block of foreign or generated text, with a button that copies it. */
export function Code({ text, label, copied = text }: CodeProps) {
  const isCut = text.length > MAX_SHOWN;
  return (
    <figure class="code">
      <figcaption>
        <span>{label}</span>
        <CopyButton text={() => copied} label={`Copy: ${label}`}>
          Copy
        </CopyButton>
      </figcaption>
      <pre tabIndex={0} aria-label={label} role="region">
        <Highlighted text={showHidden(isCut ? text.slice(0, MAX_SHOWN) : text)} />
      </pre>
      {isCut && <p class="hint">The rest is not shown. Copy gives all of it.</p>}
    </figure>
  );
}
