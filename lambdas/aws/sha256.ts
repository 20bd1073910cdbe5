import { createHash, createHmac, createSecretKey } from 'node:crypto';

/** Forms in which the SDK passes the key of an HMAC. */
type Key = string | ArrayBuffer | ArrayBufferView;

type Digest = ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

/**
 * SHA-256 and its HMAC, for the signer of the AWS clients. The SDK's own class passes the key of an HMAC as a buffer,
 * which takes Node 24.21 four times as long as a key object. A signature has two HMACs: a twentieth of a call's CPU.
 */
export class Sha256 {
  readonly #key: Key | undefined;
  #digest: Digest;

  /** @param key - key of an HMAC; without one, a plain digest */
  constructor(key?: Key) {
    this.#key = key;
    this.#digest = start(key);
  }

  update(data: Uint8Array): void {
    this.#digest.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#digest.digest());
  }

  reset(): void {
    this.#digest = start(this.#key);
  }
}

function start(key?: Key): Digest {
  if (key === undefined) return createHash('sha256');
  if (typeof key === 'string') return createHmac('sha256', key);
  const { buffer, byteOffset, byteLength } = ArrayBuffer.isView(key) ? key : new Uint8Array(key);
  return createHmac('sha256', createSecretKey(new Uint8Array(buffer, byteOffset, byteLength)));
}
