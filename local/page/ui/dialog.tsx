import * as dialog from '@zag-js/dialog';
import { normalizeProps, useMachine } from '@zag-js/preact';
import type { ComponentChildren } from 'preact';

/** Properties of {@link Dialog}. */
export interface DialogProps {
  readonly id: string;
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** An open dialog. Escape and a click beside it close it; the focus stays in it. */
export function Dialog({ id, title, onClose, children }: DialogProps) {
  const service = useMachine(dialog.machine, {
    id,
    open: true,
    onOpenChange: ({ open }) => {
      if (!open) onClose();
    },
  });
  const api = dialog.connect(service, normalizeProps);
  return (
    <div>
      <div {...api.getBackdropProps()} class="backdrop" />
      <div {...api.getPositionerProps()} class="positioner">
        <div {...api.getContentProps()} class="dialog">
          <header class="dialog-head">
            <h2 {...api.getTitleProps()}>{title}</h2>
            <button {...api.getCloseTriggerProps()} class="button button-plain">
              Close
            </button>
          </header>
          <div class="dialog-body">{children}</div>
        </div>
      </div>
    </div>
  );
}
