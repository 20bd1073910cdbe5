import type { CATALOG } from '../catalog.ts';
import type { CatalogEntry } from '../entry.ts';
import type { AdAccountValues } from './ad-account.ts';
import type { ApplicationValues } from './application.ts';
import type { CertificateTransparencyValues } from './certificate-transparency.ts';
import type { InstagramChangeValues, InstagramEventValues } from './instagram.ts';
import type { ManagedMetaAccountValues } from './managed-meta-account.ts';
import type { PageChangeValues, PageEventValues } from './page.ts';
import type { PaymentValues } from './payments.ts';
import type { PermissionValues } from './permissions.ts';
import type { ProductCatalogValues } from './product-catalog.ts';
import type { ThreadsValues } from './threads.ts';
import type { UserValues } from './user.ts';
import type { WhatsAppAccountValues } from './whatsapp-business-account.ts';
import type { WhatsAppRoutingValues } from './whatsapp-routing.ts';
import type { WhatsAppMessageValues } from './whatsapp-messages.ts';

/** The values of messaging events, for the standby channel. */
type Standby<Events> = { readonly [Key in keyof Events & string as `standby standby.${KindOf<Key>}`]: Events[Key] };

export type PageValues = PageChangeValues & PageEventValues & Standby<PageEventValues>;
export type InstagramValues = InstagramChangeValues & InstagramEventValues & Standby<InstagramEventValues>;
export type WhatsAppValues = WhatsAppMessageValues & WhatsAppAccountValues & WhatsAppRoutingValues;

/**
 * The type of every value by object, then by field and kind (`messages status`), or only by field if the kind has the
 * same name.
 */
export interface Values {
  readonly page: PageValues;
  readonly instagram: InstagramValues;
  readonly whatsapp_business_account: WhatsAppValues;
  readonly threads: ThreadsValues;
  readonly user: UserValues;
  readonly permissions: PermissionValues;
  readonly payments: PaymentValues;
  readonly ad_account: AdAccountValues;
  readonly application: ApplicationValues;
  readonly catalog: ProductCatalogValues;
  readonly certificate_transparency: CertificateTransparencyValues;
  readonly managed_meta_account: ManagedMetaAccountValues;
}

/** Field of a key: `messages` for `messages status`. */
export type FieldOf<Key extends string> = Key extends `${infer Field} ${string}` ? Field : Key;
/** Kind of a key: `status` for `messages status`. */
export type KindOf<Key extends string> = Key extends `${string} ${infer Kind}` ? Kind : Key;

type KeyOfEntry<Entry> = Entry extends {
  readonly field: infer Field extends string;
  readonly kind: infer Kind extends string;
}
  ? | (Field extends Kind ? Field : `${Field} ${Kind}`)
    | (Entry extends { readonly in: 'event' } ? `standby standby.${Kind}` : never)
  : never;

/** Union of `object key` for every entry of the catalog. */
export type KeysOfCatalog = (typeof CATALOG)[number] extends infer Known
  ? Known extends {
      readonly object: infer Object extends string;
      readonly entries: readonly (infer Entry extends CatalogEntry)[];
    }
    ? `${Object} ${KeyOfEntry<Entry>}`
    : never
  : never;
/** Union of `object key` for every type of a value. A type test checks that it equals {@link KeysOfCatalog}. */
export type KeysOfValues = { [Object in keyof Values]: `${Object} ${keyof Values[Object] & string}` }[keyof Values];
