import type { RunState } from '../../send/simulation.ts';
import { act, postJson } from '../api.ts';
import { store, useStore } from '../store.ts';
import { count } from '../text.ts';
import { Button } from '../ui/button.tsx';

const SIMULATED_CHANGES = 100;
/** A broken service works again by itself after this time. */
const FAULT_SECONDS = 60;
const TARGETS = ['queue', 'table', 'bucket', 'bus'] as const;
type Target = (typeof TARGETS)[number];

/** What can be done without a delivery: send, simulate, break. */
export function Toolbar() {
  return (
    <div class="toolbar" role="group" aria-label="Actions">
      <Button
        look="primary"
        onClick={() => {
          store.dispatch({ type: 'dialog', dialog: 'send' });
        }}
      >
        Send a sample
      </Button>
      <Button onClick={simulate}>100 changes with retries</Button>
      <Faults />
      <Run />
    </div>
  );
}

function simulate(): void {
  act(async () => {
    const run = await postJson<RunState>('/api/page/simulations', { changes: SIMULATED_CHANGES });
    showRun(run);
    return `Sending ${count(run.changes, 'change')} of ${run.sample} as Meta does, with retries.`;
  });
}

/** Replaces the figures of the run before at once. The stream may have brought newer ones of this run already. */
function showRun(run: RunState): void {
  const { status } = store.get();
  if (status.run?.id !== run.id) store.dispatch({ type: 'status', status: { ...status, run } });
}

/** Breaks a service of this machine, never of AWS. */
function Faults() {
  const faults = useStore((state) => state.status.faults);
  return (
    <div class="faults" role="group" aria-label={`Break a service of this machine for ${FAULT_SECONDS} seconds`}>
      <span class="toolbar-label">Break</span>
      {TARGETS.map((target) => {
        const isBroken = faults.some((fault) => fault.target === target);
        return (
          <Button
            key={target}
            look={isBroken ? 'danger' : 'plain'}
            isPressed={isBroken}
            onClick={() => {
              setFault(target, !isBroken);
            }}
          >
            {target}
          </Button>
        );
      })}
    </div>
  );
}

function setFault(target: Target, broken: boolean): void {
  act(async () => {
    const { faults } = await postJson<{ readonly faults: ReturnType<typeof store.get>['status']['faults'] }>(
      '/api/page/faults',
      { target, broken, seconds: FAULT_SECONDS },
    );
    store.dispatch({ type: 'status', status: { ...store.get().status, faults } });
    return broken
      ? `The ${target} is broken for ${FAULT_SECONDS} s. Send something: nothing gets lost.`
      : `The ${target} works again. Deliveries that failed are tried again now.`;
  });
}

/** Counts of the latest simulation. */
function Run() {
  const run = useStore((state) => state.status.run);
  if (run === undefined) return null;
  const { state, posts, delivered, emitted, missing, twice, changes, rejected } = run;
  const names = { sending: 'Sending', settling: 'Processing', done: 'Done' } as const;
  return (
    <dl class={`run run-${state}`} aria-label="Simulation">
      <Figure name="Simulation" value={names[state]} />
      <Figure name="POSTs" value={posts} />
      {rejected > 0 && <Figure name="sent again after 503" value={rejected} />}
      <Figure name="changes delivered" value={delivered} />
      <Figure name="emitted" value={`${emitted} of ${changes}`} />
      <Figure name="missing" value={missing} />
      <Figure name="twice" value={twice} />
    </dl>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string | number }) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
