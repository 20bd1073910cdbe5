import { useEffect, useState } from 'preact/hooks';
import type { SetupInfo } from '../../server/setup-info.ts';
import { getJson, postJson } from '../api.ts';
import { store } from '../store.ts';
import { Button, CopyButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { sentText, type Answer } from './sent-text.ts';

/** What to enter in the App Dashboard, and how to get a public address. */
export function SetupDialog() {
  const [info, setInfo] = useState<SetupInfo>();
  useEffect(() => {
    void getJson<SetupInfo>('/api/page/setup').then(setInfo, () => undefined);
  }, []);
  return (
    <Dialog id="setup" title="Set up" onClose={close}>
      {info ? <Content info={info} /> : <p>Loading.</p>}
    </Dialog>
  );
}

function close(): void {
  store.dispatch({ type: 'dialog', dialog: undefined });
}

function Content({ info }: { readonly info: SetupInfo }) {
  const { publicCallbackUrl, callbackUrl, verifyToken, forwardUrl } = info;
  return (
    <>
      <Value name="Callback URL" value={publicCallbackUrl ?? callbackUrl} />
      <Value name="Verify token" value={verifyToken} />
      <Challenge />
      {publicCallbackUrl === undefined ? <TunnelHelp port={info.tunnelPort} /> : <TunnelNote />}
      {forwardUrl !== undefined && <p class="hint">Each event is posted to {forwardUrl}.</p>}
      <Products products={info.products} />
    </>
  );
}

function Value({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div class="value">
      <span class="value-name">{name}</span>
      <code>{value}</code>
      <CopyButton text={() => value} label={`Copy: ${name}`}>
        Copy
      </CopyButton>
    </div>
  );
}

/** Plays what Meta does when you choose Verify and save. */
function Challenge() {
  const [result, setResult] = useState('');
  const play = async (): Promise<void> => {
    const answer = await postJson<Answer & { readonly isRight: boolean }>('/api/page/challenge');
    setResult(answer.isRight ? `The receiver answered the challenge in ${answer.ms} ms.` : sentText(answer));
  };
  return (
    <div class="value">
      <Button onClick={() => void play()}>Play the challenge</Button>
      <span role="status" class="hint">
        {result}
      </span>
    </div>
  );
}

function TunnelHelp({ port }: { readonly port: number }) {
  return (
    <section>
      <h3>Get an HTTPS address</h3>
      <p>Meta calls only public HTTPS addresses. Start again with a tunnel program that is installed:</p>
      <pre class="command" tabIndex={0} role="region" aria-label="Commands that start a tunnel">
        {'npx meta-webhooks dev --tunnel cloudflared\nnpx meta-webhooks dev --tunnel ngrok'}
      </pre>
      <p class="hint">
        Or point any tunnel at port {port}. It serves the callback URL and nothing else: not this page, and not what has
        arrived. Anyone on the internet can then call the callback URL; only signed requests are accepted.
      </p>
    </section>
  );
}

function TunnelNote() {
  return (
    <p class="hint">
      A tunnel runs. Anyone on the internet can call the callback URL; only signed requests are accepted. This page
      stays on this machine.
    </p>
  );
}

function Products({ products }: Pick<SetupInfo, 'products'>) {
  const [name, setName] = useState('instagram');
  const product = products.find((one) => one.name === name);
  return (
    <section>
      <h3>In the App Dashboard</h3>
      <select
        class="input"
        aria-label="Product"
        value={name}
        onChange={(event) => {
          setName(event.currentTarget.value);
        }}
      >
        {products.map((one) => (
          <option key={one.name} value={one.name}>
            {one.title}
          </option>
        ))}
      </select>
      <ol class="steps">
        {product?.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </section>
  );
}
