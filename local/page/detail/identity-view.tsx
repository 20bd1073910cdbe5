import type { ChangeDetail } from '../../deliveries/delivery-log.ts';
import { showHidden } from '../text.ts';

const MODES = {
  id: "Meta's id tells this change apart from any other.",
  content: 'Meta sends no id. What it sent for this change, apart from what varies between attempts, is the identity.',
  weak: 'Neither an id nor the content tells this change apart from an equal one, so the time counts too.',
} as const;

/** What the identity of a change consists of, and what it leaves out. */
export function IdentityView({ change }: { readonly change: ChangeDetail }) {
  const { identity, id } = change;
  return (
    <section class="part">
      <h3>Identity</h3>
      <p class="hint">{MODES[identity.mode]}</p>
      <dl class="pairs">
        {identity.counts.map(({ name, value }) => (
          <div key={name} class="pair">
            <dt>{name}</dt>
            <dd>{showHidden(value)}</dd>
          </div>
        ))}
        <div class="pair">
          <dt>claim key, event id</dt>
          <dd>{id}</dd>
        </div>
      </dl>
      {identity.because !== undefined && <p class="hint">Source: {identity.because}</p>}
      <LeftOut leftOut={identity.leftOut} />
    </section>
  );
}

function LeftOut({ leftOut }: Pick<ChangeDetail['identity'], 'leftOut'>) {
  if (leftOut.length === 0) return <p class="hint">Nothing is left out.</p>;
  return (
    <>
      <h4>Left out, because Meta varies it between attempts</h4>
      <ul class="left-out">
        {leftOut.map(({ path, because, isPresent }) => (
          <li key={path}>
            <code>{path}</code> {isPresent ? '' : '(not in this change) '}
            <span class="row-quiet">{because}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
