/** Mostly without values: Meta tells the field's name. */
export interface CertificateTransparencyValues {
  readonly certificate: unknown;
  readonly phishing: unknown;
}
