/** Returns a WhatsApp status with a member that Meta does not document. */
export function bodyWithUnknownMember(nowMs: number): Buffer {
  const status = {
    id: 'wamid.synthetic',
    status: 'delivered',
    timestamp: String(Math.floor(nowMs / 1000)),
    recipient_id: '0',
    quantum_state: 'up',
  };
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: '106540352242922' }, statuses: [status] };
  return Buffer.from(
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: '102290129340398', changes: [{ field: 'messages', value }] }],
    }),
  );
}

/** Returns one Instagram comment. The id is the same for any text. */
export function bodyOfOneComment(nowMs: number, text: string): Buffer {
  const change = { field: 'comments', value: { id: '17990000000000001', text } };
  return Buffer.from(
    JSON.stringify({
      object: 'instagram',
      entry: [{ id: '17841400000000001', time: Math.floor(nowMs / 1000), changes: [change] }],
    }),
  );
}

/** Returns a text message in WhatsApp's format. */
function whatsAppMessage(id: string, sentAtSeconds: number): object {
  const text = {
    id: `wamid.${id}`,
    from: '0',
    timestamp: String(sentAtSeconds),
    type: 'text',
    text: { body: 'synthetic' },
  };
  const metadata = { phone_number_id: '106540352242922' };
  const value = { messaging_product: 'whatsapp', metadata, messages: [text] };
  const entry = [{ id: '102290129340398', changes: [{ field: 'messages', value }] }];
  return { object: 'whatsapp_business_account', entry };
}

const changedPhotos = (id: string, time: number): object => ({
  object: 'user',
  entry: [{ id, uid: '1', time, changed_fields: ['photos'] }],
});

/** Creates bodies in Meta's format. Each has new ids, unless it is a retry. */
export function createTraffic(random: () => number) {
  let made = 0;
  const id = (): string => String(18_000_000_000_000_000n + BigInt((made += 1)));
  const seconds = (nowMs: number): number => Math.floor(nowMs / 1000) - 1 - Math.floor(2 * random());
  const change = (object: string, field: string, value: object) => (nowMs: number) => ({
    object,
    entry: [{ id: '17841400000000001', time: seconds(nowMs), changes: [{ field, value }] }],
  });
  const message = (nowMs: number): object => whatsAppMessage(id(), seconds(nowMs));
  const kinds: readonly (readonly [share: number, make: (nowMs: number) => object])[] = [
    [0.46, (nowMs) => change('instagram', 'comments', { id: id(), text: 'synthetic' })(nowMs)],
    [0.74, message],
    [
      0.95,
      (nowMs) =>
        change('page', 'feed', {
          item: 'comment',
          verb: 'add',
          comment_id: `1_${id()}`,
          post_id: `1_${id()}`,
          created_time: seconds(nowMs),
        })(nowMs),
    ],
    [0.98, (nowMs) => changedPhotos(id(), seconds(nowMs))],
    [0.99, (nowMs) => change('page', 'quantum_feed', { id: id() })(nowMs)],
    [1, (nowMs) => change('holo_space', 'rooms', { id: id() })(nowMs)],
  ];
  return {
    /** Returns a body with one or a few changes. */
    body: (nowMs: number): Buffer => {
      const drawn = random();
      const [, make] = kinds.find(([share]) => drawn < share) ?? [1, message];
      return Buffer.from(JSON.stringify(make(nowMs)));
    },
    /** Returns the number of requests in a minute: more at noon, with random variation. */
    requestsIn: (minute: number): number => Math.round(7 + 5 * Math.sin((minute / 180) * Math.PI) + 3 * random()),
  };
}
