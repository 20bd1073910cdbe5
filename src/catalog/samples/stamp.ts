/** Where a sample takes its ids and times from. */
export interface Stamp {
  /** The id itself, or a fresh one of the same form: within one body the same for the same. */
  readonly id: (fixed: string) => string;
  /** Now, in seconds since 1970. */
  readonly seconds: number;
  readonly milliseconds: number;
}

/** How to stamp a sample. */
export interface StampOptions {
  /** @default false, the ids that are in the documentation */
  readonly freshIds?: boolean;
  /** @default 2026-01-01T00:00:00Z */
  readonly nowMs?: number;
  /** From 0 to 1; needed for fresh ids, so that tests can repeat them. */
  readonly random?: () => number;
}

/** The values of samples by their key; the compiler checks each against the type of the value. */
export type SamplesOf<Values> = { readonly [Key in keyof Values]: (stamp: Stamp) => Values[Key] };

const NEW_YEAR_2026_MS = 1_767_225_600_000;

/** Makes a stamp for one body. */
export function formatStamp({ freshIds = false, nowMs = NEW_YEAR_2026_MS, random = () => 0 }: StampOptions): Stamp {
  const given = new Map<string, string>();
  const fresh = (fixed: string): string => {
    const known = given.get(fixed);
    if (known !== undefined) return known;
    // A leading zero would make another number of an id.
    const id = fixed.replace(/\d/g, (digit, at: number) =>
      String(at === 0 && digit !== '0' ? 1 + Math.floor(random() * 9) : Math.floor(random() * 10)),
    );
    given.set(fixed, id);
    return id;
  };
  return { id: freshIds ? fresh : (fixed) => fixed, seconds: Math.floor(nowMs / 1000), milliseconds: nowMs };
}
