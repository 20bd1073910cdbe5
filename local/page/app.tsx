import { useEffect } from 'preact/hooks';
import { SendDialog } from './actions/send-dialog.tsx';
import { SetupDialog } from './actions/setup-dialog.tsx';
import { Toolbar } from './actions/toolbar.tsx';
import { Detail } from './detail/detail.tsx';
import { Header, Problem } from './header.tsx';
import { DeliveryList } from './list/delivery-list.tsx';
import { Filters } from './list/filters.tsx';
import { store, useStore } from './store.ts';
import { Button } from './ui/button.tsx';

/** A notice stays this long. */
const NOTICE_MS = 8_000;

/** The whole page. */
export function App() {
  const isOpen = useStore((state) => state.selectedId !== undefined);
  return (
    <div class="app">
      <header>
        <Header />
        <Toolbar />
        <Problem />
      </header>
      <main class={isOpen ? 'panes has-detail' : 'panes'}>
        <section class="pane pane-list" aria-label="List of deliveries">
          <Filters />
          <DeliveryList />
        </section>
        <section class="pane pane-detail" aria-label="Opened delivery">
          <Detail />
        </section>
      </main>
      <Notice />
      <Dialogs />
    </div>
  );
}

function Dialogs() {
  const dialog = useStore((state) => state.dialog);
  if (dialog === 'send') return <SendDialog />;
  return dialog === 'setup' ? <SetupDialog /> : null;
}

/** Says how the last action ended. */
function Notice() {
  const notice = useStore((state) => state.notice);
  useEffect(() => {
    // An error stays until somebody has read it.
    if (notice === undefined || notice.isError) return undefined;
    const timer = setTimeout(() => {
      store.dispatch({ type: 'notice', notice: undefined });
    }, NOTICE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [notice]);
  return (
    <div class="notice-place" role="status">
      {notice && (
        <p class={notice.isError ? 'notice notice-bad' : 'notice'}>
          <span>{notice.text}</span>
          <Button
            label="Hide the message"
            onClick={() => {
              store.dispatch({ type: 'notice', notice: undefined });
            }}
          >
            Hide
          </Button>
        </p>
      )}
    </div>
  );
}
