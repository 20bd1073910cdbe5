/** Returns `[0,0,…]` with this number of bytes. */
export function dense(bytes: number): Buffer {
  return Buffer.from(`[${'0,'.repeat(bytes / 2 - 1)}0]`);
}

/** Returns a WhatsApp body around the text of a value. */
function whatsApp(value: string): Buffer {
  return Buffer.from(
    `{"object":"whatsapp_business_account","entry":[{"id":"1","time":2,"changes":[{"field":"messages","value":${value}}]}]}`,
  );
}

/** Returns a body with this number of empty messages. */
export function emptyMessages(count: number): Buffer {
  return whatsApp(`{"messaging_product":"whatsapp","messages":[${Array(count).fill('{}').join()}]}`);
}

/** Returns a body with messages of one person and contacts that all name this person. */
export function messagesTimesContacts(messages: number, contacts: number): Buffer {
  const message = (n: number): string => `{"id":"wamid.${n}","from":"4915100000000"}`;
  const contact = (n: number): string => `{"wa_id":"4915100000000","n":${n}}`;
  const list = (length: number, item: (n: number) => string): string =>
    `[${Array.from({ length }, (_, n) => item(n)).join()}]`;
  return whatsApp(
    `{"metadata":{"phone_number_id":"1"},"contacts":${list(contacts, contact)},"messages":${list(messages, message)}}`,
  );
}

/** Returns bodies with almost this number of structural tokens, each expensive in another way. All are below 4 MiB. */
export function denseBodies(tokens: number): Readonly<Record<string, Buffer>> {
  const half = Math.floor(tokens / 2) - 10;
  const third = Math.floor(tokens / 3) - 10;
  const repeat = (count: number, item: (n: number) => string): string =>
    Array.from({ length: count }, (_, n) => item(n)).join();
  const value = (text: string): Buffer =>
    Buffer.from(`{"object":"page","entry":[{"id":"1","time":2,"changes":[{"field":"feed","value":${text}}]}]}`);
  return {
    'lists in lists': value(`${'['.repeat(half)}${']'.repeat(half)}`),
    'objects in objects': value(`${'{"a":'.repeat(half)}1${'}'.repeat(half)}`),
    'distinct names': value(`{${repeat(2 * half, (n) => `"${n.toString(36)}":1`)}}`),
    'numbers beyond a double': value(`[${repeat(2 * half, () => '1e400')}]`),
    'changes that are empty': Buffer.from(
      `{"object":"page","entry":[{"id":"1","time":2,"changes":[${repeat(third, () => '{}')}]}]}`,
    ),
    'messages times contacts': messagesTimesContacts(45_000, 45_000),
    'one long string of escapes': value(`"${'\\u00e9'.repeat(690_000)}"`),
  };
}
