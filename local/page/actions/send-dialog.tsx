import { useEffect, useState } from 'preact/hooks';
import type { ListedSample } from '../../server/api.ts';
import { act, getJson, getText, postJson } from '../api.ts';
import { store } from '../store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SampleSearch } from './sample-search.tsx';
import { sentText, type Answer } from './sent-text.ts';

const SIGNATURES = [
  ['right', 'Right'],
  ['wrong', 'Wrong secret'],
  ['sha1', 'Only SHA-1'],
  ['none', 'None'],
] as const;

/** Chooses a sample, edits its JSON, and sends it. */
export function SendDialog() {
  const [samples, setSamples] = useState<readonly ListedSample[]>([]);
  const [name, setName] = useState('instagram.comments');
  const [text, setText] = useState<string>();
  const [signature, setSignature] = useState<string>('right');
  useEffect(() => {
    void getJson<readonly ListedSample[]>('/api/samples').then(setSamples, () => undefined);
  }, []);
  useEffect(() => {
    setText(undefined);
    void getText(`/api/page/samples/${encodeURIComponent(name)}`).then(setText, () => undefined);
  }, [name]);
  return (
    <Dialog id="send" title="Send a sample" onClose={close}>
      <SampleSearch samples={samples} chosen={name} onChoose={setName} />
      <BodyEditor text={text} onChange={setText} />
      <SignatureChoice chosen={signature} onChoose={setSignature} />
      <div class="dialog-actions">
        <Button
          look="primary"
          isDisabled={text === undefined || text === ''}
          onClick={() => {
            send(text ?? '', signature);
          }}
        >
          Send
        </Button>
      </div>
    </Dialog>
  );
}

function close(): void {
  store.dispatch({ type: 'dialog', dialog: undefined });
}

function send(body: string, signature: string): void {
  close();
  act(async () => {
    const answer = await postJson<Answer>('/api/page/send', { body, signature });
    if (answer.id !== undefined) store.dispatch({ type: 'selected', id: answer.id });
    return sentText(answer);
  });
}

function BodyEditor({
  text,
  onChange,
}: {
  readonly text: string | undefined;
  readonly onChange: (text: string) => void;
}) {
  const problem = findProblem(text);
  return (
    <div class="field">
      <label for="send-body">Body</label>
      <textarea
        id="send-body"
        class="input editor"
        rows={14}
        spellcheck={false}
        readOnly={text === undefined}
        value={text ?? ''}
        aria-describedby="send-body-hint"
        onInput={(event) => {
          onChange(event.currentTarget.value);
        }}
      />
      <p id="send-body-hint" class="hint">
        {problem ?? 'These exact bytes are signed and sent. Each sample has new ids.'}
      </p>
    </div>
  );
}

/** A body that is no JSON may be sent too: the receiver dead-letters it. */
function findProblem(text: string | undefined): string | undefined {
  if (text === undefined) return 'Loading the sample.';
  if (text === '') return 'The body is empty.';
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `Not JSON: ${(error as Error).message}. The receiver will dead-letter it.`;
  }
}

function SignatureChoice({ chosen, onChoose }: { readonly chosen: string; readonly onChoose: (to: string) => void }) {
  return (
    <fieldset class="field choice">
      <legend>Signature</legend>
      {SIGNATURES.map(([value, label]) => (
        <label key={value}>
          <input
            type="radio"
            name="signature"
            value={value}
            checked={chosen === value}
            onChange={() => {
              onChoose(value);
            }}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
