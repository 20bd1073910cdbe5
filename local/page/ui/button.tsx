import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Properties of {@link Button}. */
export interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick: () => void;
  readonly look?: 'primary' | 'plain' | 'danger';
  readonly isPressed?: boolean;
  readonly isDisabled?: boolean;
  readonly label?: string;
}

/** A button. */
export function Button({ children, onClick, look = 'plain', isPressed, isDisabled, label }: ButtonProps) {
  return (
    <button
      type="button"
      class={`button button-${look}`}
      onClick={onClick}
      disabled={isDisabled === true}
      {...(isPressed !== undefined && { 'aria-pressed': isPressed })}
      {...(label !== undefined && { 'aria-label': label })}
    >
      {children}
    </button>
  );
}

const COPIED_MS = 1_500;

/** Properties of {@link CopyButton}. */
export interface CopyButtonProps {
  readonly children: ComponentChildren;
  readonly text: () => string | Promise<string>;
  readonly label?: string;
}

/** A button that copies a text. */
export function CopyButton({ children, text, label }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return undefined;
    const timer = setTimeout(() => {
      setState('idle');
    }, COPIED_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [state]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(await text());
      setState('copied');
    } catch {
      setState('failed');
    }
  };
  const words = { idle: children, copied: 'Copied', failed: 'Not copied' }[state];
  return (
    <Button onClick={() => void copy()} {...(label !== undefined && state === 'idle' && { label })}>
      {words}
    </Button>
  );
}
