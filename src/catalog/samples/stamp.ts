/** Source of the ids and times of a sample. */
export interface Stamp {
  /** Returns the id itself, or a new one of the same format. Within one body, the same id maps to the same new id. */
  readonly id: (fixed: string) => string;
  /** Time of the sample, in epoch seconds. */
  readonly seconds: number;
  readonly milliseconds: number;
}

/** Options of {@link formatStamp}. */
export interface StampOptions {
  /** True for new ids. @default false, the ids in the documentation */
  readonly freshIds?: boolean;
  /** Time of the sample, in epoch ms. @default 2026-01-01T00:00:00Z */
  readonly nowMs?: number;
  /** Returns a random number from 0 to 1 for new ids, so that tests can repeat them. */
  readonly random?: () => number;
}

/** Sample values by key. The compiler checks each against the type of the value. */
export type SamplesOf<Values> = { readonly [Key in keyof Values]: (stamp: Stamp) => Values[Key] };

const NEW_YEAR_2026_MS = 1_767_225_600_000;

/** Creates a stamp for one body. */
export function formatStamp({ freshIds = false, nowMs = NEW_YEAR_2026_MS, random = () => 0 }: StampOptions): Stamp {
  const given = new Map<string, string>();
  const fresh = (fixed: string): string => {
    const known = given.get(fixed);
    if (known !== undefined) return known;
    // A leading zero would change the number of digits of an id.
    const id = fixed.replace(/\d/g, (digit, at: number) =>
      String(at === 0 && digit !== '0' ? 1 + Math.floor(random() * 9) : Math.floor(random() * 10)),
    );
    given.set(fixed, id);
    return id;
  };
  return { id: freshIds ? fresh : (fixed) => fixed, seconds: Math.floor(nowMs / 1000), milliseconds: nowMs };
}
